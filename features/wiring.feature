Feature: Keystone is wired to its database by the db service
  The blog's one piece of magic: the service's address reaches the container as an environment
  variable, and the container writes it into its own configuration.

  Rule: The db service MUST stand for the database pod and for nothing else

    "kubectl get services" shows db with its cluster IP and 3306/TCP.

    @wiring_1 @core
    Scenario: The db service leads to the database pod
      Given the stack is deployed
      And the database pod is running
      Then the db service has a cluster IP
      And exactly the database pod stands behind it on port 3306

  Rule: Every keystone container MUST be given the address of the db service

    Here an inside look is the promise: the variable is how the stack is linked.

    @wiring_2 @core
    Scenario: The environment of every keystone container names the db service
      Given the stack is deployed
      And every keystone pod is running
      When the environment of every keystone container is read
      Then DB_PORT_3306_TCP_ADDR is the cluster IP of the db service
      And the other variables of the db link agree with it

    @wiring_3 @core
    Scenario: Every replica's keystone.conf points at the db service
      The blog looks inside too: "grep connection | grep mysql" in a keystone container.

      Given the stack is deployed
      And Keystone answers at every replica
      When keystone.conf of every replica is read
      Then its database connection leads to the cluster IP of the db service
      And it names the user and the database that the manifests name

  Rule: All replicas MUST be one Keystone, on one complete schema

    Three replicas start at once on an empty database. One of them makes the schema, and all use it.

    @wiring_4 @core
    Scenario: The schema is complete
      "keystone-manage db_sync --check" is how an operator asks.

      Given the stack is deployed
      And Keystone answers at every replica
      When a replica is asked what its schema lacks
      Then the database names the revision that it is at
      And nothing is left to do

    @wiring_5 @core
    Scenario: What one replica writes every other reads
      Given the stack is deployed
      And Keystone answers at every replica
      When a project is created through each replica
      Then every replica shows every project

  Rule: A keystone container without the link MUST NOT start, and MUST say why

    "DB_PORT_3306_TCP_ADDR must be set, maybe you did not link it?" and "exit 1" are the blog's own.
    There may be no service yet, one of another name, or a pod that wants no service links.

    @wiring_6 @resilience
    Scenario: A keystone container that is not linked ends with the blog's message
      Given a namespace without any part of the stack
      When keystone pods are started there without the link, for three different reasons
      Then each keystone container ends with exit code 1
      And each says that the link is missing

    @wiring_7 @resilience
    Scenario: Pods that were made before the db service heal as soon as it is there
      A container's environment is made when it starts: it needs a restart, and no new pod.

      Given a stack without its db service
      And every keystone container keeps ending, for want of the link
      When the db service is created
      Then every keystone pod heals in place, at the first restart after that
      And Keystone answers at every replica

    @wiring_8 @resilience
    Scenario: A db service at a new address is seen by new pods only
      Whoever makes the service again has to replace the pods: a container that runs never learns of it.

      Given a stack of its own in which Keystone answers at every replica
      And its db service was made again, at another address
      When one keystone pod is replaced
      Then the new pod is wired to the new address
      And the pods that were left alone are wired to the old one

  Rule: A half-made schema MUST be refused, and nothing in it dropped

    A "db_sync" that is killed midway leaves tables that no later one can use. Somebody may still need
    what is in them.

    @wiring_9 @resilience
    Scenario: Every replica refuses a half-made schema and says how to mend it
      Given a stack without its keystone controller
      And its schema is half-made
      When the keystone controller is created
      Then each keystone container ends with exit code 1
      And each names the remedy
      And everything in the database is as it was
