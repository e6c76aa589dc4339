package loadbalancer

import (
	"context"
	"encoding/json"

	v1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	clientset "k8s.io/client-go/kubernetes"
)

// statusPatcher writes the load-balancer status of a service, and no other field. That a service is
// gone, or another of its name has come, is no error: there is nothing left to write.
func statusPatcher(client clientset.Interface) func(*v1.Service, v1.LoadBalancerStatus) error {
	return func(service *v1.Service, status v1.LoadBalancerStatus) error {
		patch, err := json.Marshal(map[string]any{
			"metadata": map[string]any{"uid": service.UID}, // of another uid: a conflict.
			"status":   map[string]any{"loadBalancer": status},
		})
		if err != nil {
			return err
		}
		_, err = client.CoreV1().Services(service.Namespace).Patch(
			context.Background(), service.Name, types.MergePatchType, patch, metav1.PatchOptions{}, "status")
		if apierrors.IsNotFound(err) || apierrors.IsConflict(err) {
			return nil
		}
		return err
	}
}
