Feature: Keystone is reached through the load balancer
  "You can see that the keystone public endpoint has an additional public ip address."
  Having an address, answering, and answering steadily are three different things.

  Background:
    Given the stack is deployed

  Rule: A service of type LoadBalancer MUST get a public address that answers

    @reach_1 @load_balancer @requires_load_balancer
    Scenario: The public service gets an address
      Then the public service shows an address of its own
      And all keystone pods stand behind it on port 5000

    @reach_2 @load_balancer @requires_load_balancer
    Scenario: Keystone answers at the public address, and goes on answering
      Given the public service has an address
      Then Keystone answers at the public address
      And it answers 10 times in a row, each on a new connection

  Rule: The versions document MUST be well-formed and lead back to the address asked

    "curl http://104.197.79.72:5000" is the blog's last proof. What Keystone lists has changed since
    2015: v3 is there, v2.0 is judged only where the document lists it.

    @reach_3 @load_balancer @requires_load_balancer
    Scenario: The versions document leads back to the public address
      Given Keystone answers at the public address
      When the versions document is asked for
      Then it lists v3 as stable
      And every link in it carries the address that was asked
