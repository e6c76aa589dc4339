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

    @pods_5 @core @blog_set
    Scenario: The database's data is on no volume
      "For simplicity, the definition does not set up an external mount point for the database data":
      whoever deletes this pod deletes all that Keystone knows.

      Given the database pod is running
      Then nothing is mounted over the database's data

  Rule: The database MUST give each user its own, for its own password

    The manifests name two users, keystone and root, with a password each. Whoever can reach the
    port of a database that takes any password has every password hash in it.

    @pods_6 @core
    Scenario: The keystone user reaches the keystone database and no other
      Given the database answers
      When the keystone user asks which databases there are
      Then it is refused the table in which the database keeps its users
      And it is shown the keystone database and no other

    @pods_7 @core
    Scenario: Root administers the database with its password
      Given the database answers
      When root asks which databases there are
      Then root is shown the keystone database beside the database's own

    @pods_8 @core
    Scenario: A wrong password is refused by the database
      Given the database answers
      When the keystone user and root log in with a wrong password
      Then each of them is refused

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

    @pods_9 @core
    Scenario: Every keystone pod opens the ports of its two containers
      Given every keystone pod is running
      Then its keystone container opens the ports 5000 and 35357
      And its memcached container opens the port 11211

    @pods_10 @core
    Scenario: Keystone's image is pulled anew for each pod
      "imagePullPolicy: Always": a tag that has moved since reaches every new pod.

      Given every keystone pod is running
      Then the pull policy of every keystone container is Always

  Rule: Every keystone pod MUST have a memcached of its own

    "N number of keystone APIs running with a local memcached server": what one replica remembers is
    near it, and is no other replica's business.

    @pods_11 @core
    Scenario: memcached answers in every keystone pod
      Given every keystone pod is running
      Then memcached answers in every keystone pod

    @pods_12 @core @blog_set
    Scenario: Keystone uses the memcached of its own pod
      Given Keystone answers at every replica
      And memcached has counted its requests in every keystone pod
      When one replica is asked to validate a token
      Then the memcached of its pod has counted more of them
      And the memcached of no other pod has

  Rule: No container MUST write a secret into its log

    Logs are copied, kept and read by many. Here an inside look is the promise: "kubectl logs".

    @pods_13 @core
    Scenario: No log holds a password or a token
      Given every replica has taken the right password and refused a wrong one
      When the logs of all containers are read
      Then none of them holds a password
      And none of them holds a token
