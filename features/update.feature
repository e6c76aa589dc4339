Feature: The stack is updated
  "Deployment orchestration and features like rolling upgrades for free": somebody puts a newer image into the
  controller's template, and people use the API all the while.

  Rule: Replaced one by one by a newer image's pods, Keystone MUST lose nothing and refuse nobody

    A ReplicationController has no rollout of its own: its template gets the new image, and each pod is deleted
    once the one before has a new one in its place. It is done once, and each promise here judges what was seen
    of it; at the first new pod that does not do as the old ones did it is given up, and the old image put back.

    Background:
      Given a stack that is to be updated

    @update_1 @update @requires_change_controllers
    Scenario: Every replica ends on the new image
      When its keystone pods are replaced one by one by those of the new image
      Then none of the new pods was refused
      And every keystone pod runs one new image
      And the database pod is untouched

    @update_2 @update @requires_change_controllers @requires_exec
    Scenario: What is pending of the schema is done once
      Three replicas start, and each would do it.

      When its keystone pods are replaced one by one by those of the new image
      Then the schema was changed by one start where anything was pending, and by none else
      And Keystone finds nothing left to do, once it was told to contract

    @update_3 @update @requires_change_controllers
    Scenario: Tokens from before stay valid
      When its keystone pods are replaced one by one by those of the new image
      Then every replica, old and new, took tokens from before at each look

    @update_4 @update @requires_change_controllers
    Scenario: Old and new replicas take each other's tokens
      When its keystone pods are replaced one by one by those of the new image
      Then while both releases ran each replica took the tokens of every other

    @update_5 @update @requires_change_controllers
    Scenario: All that Keystone kept is there
      When its keystone pods are replaced one by one by those of the new image
      Then users, projects, roles, assignments and credentials are there, field by field
      And passwords and credentials from before are good at every replica

    @update_6 @update @requires_change_controllers
    Scenario: What clients see of the API is there still
      When its keystone pods are replaced one by one by those of the new image
      Then nothing is gone from the versions document, the headers and the body of a token

    @update_7 @update @requires_change_controllers @requires_load_balancer
    Scenario: Keystone is back soon at its public address after each replacement
      When its keystone pods are replaced one by one by those of the new image
      Then no request had failed before it began
      And soon after the last old pod was deleted requests of each kind were answered
      And no token from before was refused there

    @update_12 @update @requires_change_controllers @requires_load_balancer @hardened_set
    Scenario: No request is lost while every replica is replaced
      What a readiness probe and a graceful stop are for.

      When its keystone pods are replaced one by one by those of the new image
      Then no request had failed before it began
      And none of the requests on new connections failed, 3000 at least
      And none on a kept connection failed after it was read, of 1000 at least

  Rule: An update that fails MUST be given up at its first new pod, leave two old replicas answering, and be undone

    The image is bad, each time in another way; what finds it is what finds a bad one among the others above.

    Background:
      Given a stack that is to be updated

    @update_8 @update @requires_change_controllers @requires_candidates
    Scenario: An image that crashes at its start is refused
      When its update to a candidate that crashes at its start is tried
      Then it is given up at the first new pod, which keeps ending
      And two old replicas answered all the while
      And with the old image back all is as before

    @update_9 @update @requires_change_controllers @requires_candidates
    Scenario: An image that answers every request with 500 is refused
      When its update to a candidate that answers 500 is tried
      Then it is given up at the first new pod, which answers errors
      And two old replicas answered all the while
      And with the old image back all is as before

    @update_10 @update @requires_change_controllers @requires_candidates
    Scenario: An image that forgets everybody's tokens is refused
      When its update to a candidate that forgets tokens is tried
      Then it is given up at the first new pod, which refuses tokens from before
      And two old replicas answered all the while
      And with the old image back all is as before

    @update_11 @update @requires_change_controllers @requires_candidates @requires_exec
    Scenario: An image whose migration the old release cannot live with is refused
      The old replicas answer, and issue no token any more: only the database as it was brings them back.

      When its update to a candidate that breaks the old release is tried
      Then it is given up at the first new pod, since the old ones issue no tokens any more
      And with the old image and the database from before back all is as before

  Rule: A second controller that is scaled up as the first goes down MUST lose nothing either

    What "kubectl rolling-update" did until it went with Kubernetes 1.18: each new pod serves before an old one
    goes, and in the end the new controller has the old one's name.

    Background:
      Given a stack of its own with a public address

    @update_13 @update @requires_change_controllers @requires_relabel_pods @requires_scale_controllers @requires_delete_controllers @requires_load_balancer
    Scenario: A second controller takes over, pod by pod
      When a second controller with the new image is scaled up as the first goes down
      Then none of the new pods was refused
      And every keystone pod runs one new image
      And while both releases ran each replica took the tokens of every other
      And soon after the last old pod was deleted requests of each kind were answered

  Rule: A database pod that is replaced by a newer image's MUST keep on its volume what it knew, as it knew it

    The blog's database has no volume: what is lost is stated. The settings of the servers stand side by side in
    the report.

    Background:
      Given a stack that is to lose its database

    @update_14 @update @blog_set @requires_exec
    Scenario: Without a volume a newer database has lost everything
      When the database pod is replaced by one of the new image
      Then the replicas that knew the old database issue no token
      And replicas that are started anew do
      And they refuse a token from before
      And what users had made is gone, all of it

    @update_15 @update @hardened_set @requires_exec
    Scenario: On the same volume a newer database has all as before
      When the database pod is replaced by one of the new image
      Then users, projects, roles and the rest are there, field by field
      And every replica accepts a token from before
      And statements and texts are taken as before
      And names that differ by case, accent, trailing space or emoji are told apart as before

  Rule: Fernet keys that are rotated in their Secret MUST cost nobody a token before their key is dropped

    Every replica mounts the Secret, and gets the new keys at a moment of its own: what it issues with them the
    others must know already.

    Background:
      Given a stack of its own whose Fernet keys are in a Secret

    @update_16 @update @hardened_set @requires_exec @requires_relabel_pods @requires_load_balancer
    Scenario: Rotated keys cost nobody a token before their key is dropped
      When its keys are rotated under a steady stream of requests until the first is dropped
      Then no replica refused another's token meanwhile
      And tokens of the first key were valid until it was dropped
      And then every replica refuses them
