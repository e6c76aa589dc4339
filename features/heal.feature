Feature: The stack heals
  "Kubernetes detects that the pod is missing and instantly replaces it to meet the SLA of the
  replication controller. Pretty cool, huh?"

  Background:
    Given a stack that may be disturbed

  Rule: The controller MUST replace a keystone pod that is gone, and leave the others alone

    "kubectl delete pod keystone-rc-3kjkt; kubectl get pods" is the blog's example.

    @heal_1 @core
    Scenario: A deleted keystone pod is replaced
      Given Keystone answers at every replica
      When one keystone pod is deleted
      Then a new pod of the controller takes its place, with both containers ready
      And the other pods are untouched
      And Keystone answers again at every replica
