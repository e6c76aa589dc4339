Feature: Keystone is reached through the load balancer
  "You can see that the keystone public endpoint has an additional public ip address."
  Having an address, answering, and answering steadily are three different things.

  Rule: A service of type LoadBalancer MUST get a public address that answers

    Background:
      Given the stack is deployed

    @reach_1 @load_balancer @requires_load_balancer
    Scenario: The public service gets an address
      Then the public service shows an address of its own
      And all keystone pods stand behind it on port 5000

    @reach_2 @load_balancer @requires_load_balancer
    Scenario: Keystone answers at the public address, and goes on answering
      Where one of three replicas swallows what it is sent, twenty answers in a row come about once in three
      thousand tries.

      Given the public service has an address
      Then Keystone answers at the public address
      And it answers 20 times in a row, each on a new connection

    @reach_4 @load_balancer @requires_load_balancer
    Scenario: Requests are spread over all replicas
      Three replicas behind one address are of use only if each gets its share. As many requests are sent as
      an even spread needs to miss no replica, but for once in a thousand million runs.

      Given Keystone answers at the public address
      And Keystone answers at every replica
      When requests are sent there, each on a new connection
      Then every replica has answered some of them
      And each was answered by one replica

    @reach_5 @load_balancer @requires_load_balancer
    Scenario: The public address answers on its port and nowhere else
      The database and memcached ask nobody for a password that a stranger could not guess.

      Given Keystone answers at the public address
      When connections are tried there to Keystone, the database and memcached
      Then only Keystone takes one

    @reach_6 @resilience @requires_load_balancer
    Scenario: A hundred logins at once all get a token
      Given Keystone answers at the public address
      And Keystone answers at every replica
      When a hundred clients log in at once
      Then each of them gets a token

  Rule: The versions document MUST be well-formed and lead back to the address asked

    "curl http://104.197.79.72:5000" is the blog's last proof. What Keystone lists has changed since
    2015: v3 is there, v2.0 is judged only where the document lists it.

    Background:
      Given the stack is deployed

    @reach_3 @load_balancer @requires_load_balancer
    Scenario: The versions document leads back to the public address
      Given Keystone answers at the public address
      When the versions document is asked for
      Then it is well-formed
      And it lists v3 as stable
      And every link in it carries the address that was asked

    @reach_7 @core
    Scenario: v2.0 answers where it is listed, and only there
      Given Keystone answers at every replica
      When every replica is asked for its versions document
      Then v2.0 is found at each that lists it, and at no other

    @reach_8 @core
    Scenario: Every replica describes v3
      Given Keystone answers at every replica
      When every replica is asked for /v3
      Then each answers with a stable v3

    @reach_9 @core
    Scenario: A path that nobody serves is not found
      A page that is always there would make every other answer worthless.

      Given Keystone answers at every replica
      When every replica is asked for paths that do not exist
      Then each is answered as not found

  Rule: Keystone MUST be reached from inside the cluster, and by every port that its services name

    The catalog sends services inside the cluster to the public service's cluster IP. 35357 was the port of
    Keystone's administrators; both ports serve one API today.

    Background:
      Given the stack is deployed

    @reach_10 @core @requires_exec
    Scenario: Keystone answers at the cluster IP from inside the cluster
      Given the database pod is running
      And Keystone answers at every replica
      When the versions document is asked for at the cluster IP, from the database pod
      Then it is well-formed
      And every link in it carries the address that was asked

    @reach_11 @core
    Scenario: Every replica serves the same API on the administrators' port
      Given Keystone answers at every replica
      When every replica is asked for /v3 on port 35357
      Then each answers with a stable v3

    @reach_12 @load_balancer @requires_load_balancer @requires_node_port
    Scenario: Keystone answers at the node port of the public service
      Given Keystone answers at the public address
      When the versions document is asked for at a node's address and the service's node port
      Then it is well-formed
      And every link in it carries the address that was asked

  Rule: An address MUST come with its service, and go with it

    A load balancer that outlives its service costs money and leads nowhere, or to somebody else.

    Background:
      Given a stack that may be disturbed

    @reach_13 @resilience @requires_load_balancer
    Scenario: The public address goes with its service, and comes with a new one
      Given the public service has been deleted while Keystone answered there
      And the address has stopped answering
      When the public service is created again
      Then Keystone answers at the public address
      And it answers 20 times in a row, each on a new connection

    @reach_14 @resilience @requires_load_balancer
    Scenario: A second service leads to the same API on the administrators' port
      The blog's repository has it beside the four files that the blog shows.

      Given Keystone answers at every replica
      When the administrators' service is created
      Then Keystone answers at its address on port 35357
      And it lists v3 as stable
      And every link in it carries the address that was asked
