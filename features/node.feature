Feature: The stack outlives a node
  Machines fail, and clouds take them back: what ran there is gone, and nobody answers at their addresses.

  Rule: When a node is lost, the others MUST go on, and take over its keystone pods

    The database is one bare pod: the node that is lost is one without it. Until the cluster knows of the loss,
    what is sent to that node is lost too; docs/nodes.md has the figures.

    Background:
      Given a stack that may be disturbed
      And Keystone answers at the public address

    @node_1 @node @requires_losable_nodes @requires_load_balancer
    Scenario: Keystone goes on when a node is lost
      When a node that carries keystone pods is lost under a steady stream of requests
      Then until it is not Ready no more new connections fail than are its share
      And from then on none fails
      And its keystone pods are replaced within their toleration and 10 seconds

  Rule: A node that comes back MUST end what it carried, and nothing that was issued before MUST be lost

    Nobody could end its pods while it was away: they are on their way out until its kubelet has done it.

    Background:
      Given a stack that may be disturbed
      And every replica has issued a token

    @node_2 @node @requires_losable_nodes
    Scenario: A lost node comes back
      When a node that carries keystone pods is lost, and comes back once they are replaced
      Then it is Ready again
      And the pods that it carried are gone
      And the tokens from before are valid at every replica
