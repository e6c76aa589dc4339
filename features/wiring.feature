Feature: Keystone is wired to its database by the db service
  The blog's one piece of magic: the service's address reaches the container as an environment
  variable, and the container writes it into its own configuration.

  Background:
    Given the stack is deployed

  Rule: The db service MUST stand for the database pod and for nothing else

    "kubectl get services" shows db with its cluster IP and 3306/TCP.

    @wiring_1 @core
    Scenario: The db service leads to the database pod
      Given the database pod is running
      Then the db service has a cluster IP
      And exactly the database pod stands behind it on port 3306

  Rule: Every keystone container MUST be given the address of the db service

    Here an inside look is the promise: the variable is how the stack is linked.

    @wiring_2 @core
    Scenario: The environment of every keystone container names the db service
      Given every keystone pod is running
      When the environment of every keystone container is read
      Then DB_PORT_3306_TCP_ADDR is the cluster IP of the db service
      And the other variables of the db link agree with it

    @wiring_3 @core
    Scenario: Every replica's keystone.conf points at the db service
      The blog looks inside too: "grep connection | grep mysql" in a keystone container.

      Given Keystone answers at every replica
      When keystone.conf of every replica is read
      Then its database connection leads to the cluster IP of the db service
      And it names the user and the database that the manifests name
