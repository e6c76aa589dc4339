Feature: The pods of the stack run
  Two commands of 2015 stand behind this page: "kubectl get pods" and "kubectl get rc".
  Everything else in the stack needs what they showed.

  Background:
    Given the stack is deployed

  Rule: The database MUST run as one pod with one container

    Keystone keeps everything it knows in this database. The pod is bare: nobody replaces it.
    "kubectl get pods" shows it as 1/1 Running.

    @pods_1 @core
    Scenario: The database pod is running
      Then the database pod is Running with 1 of 1 containers ready
      And it carries the label that the db service selects
      And its container is limited to half a cpu

    @pods_2 @core
    Scenario: A shell in the database container reaches the keystone database
      "kubectl exec keystone-db -c keystone-db -i -t -- bash -il" is how an operator looks inside.

      Given the database pod is running
      When a command is run in its container
      Then the command runs as on the pod's own machine
      And the keystone user sees the keystone database

  Rule: The controller MUST keep as many keystone pods as it was asked for

    "kubectl get rc" shows desired, current and ready; "kubectl get pods" shows each pod as 2/2.

    @pods_3 @core
    Scenario: The controller has all its keystone pods
      Then the controller has all the pods it was asked for, at least 3
      And every keystone pod is owned by the controller
      And every keystone pod runs both its containers

    @pods_4 @core
    Scenario: All replicas run the same images
      A tag can move between two pulls; then three replicas would be two different Keystones.

      Given every keystone pod is running
      Then each container runs one image digest in all replicas
