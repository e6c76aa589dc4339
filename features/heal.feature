Feature: The stack heals
  "Kubernetes detects that the pod is missing and instantly replaces it to meet the SLA of the
  replication controller. Pretty cool, huh?" What is nobody's is not replaced: the database is such a pod.

  Rule: The controller MUST replace keystone pods that are gone, and leave the others alone

    "kubectl delete pod keystone-rc-3kjkt; kubectl get pods" is the blog's example: the new pod is in the
    very next list.

    Background:
      Given a stack that may be disturbed

    @heal_1 @core
    Scenario: A deleted keystone pod is replaced
      When one keystone pod is deleted
      Then a new pod of the controller is made within 1 second
      And a new pod of the controller takes its place, with both containers ready
      And the other pods are untouched
      And Keystone answers again at every replica

    @heal_2 @resilience
    Scenario: The public service follows a pod that is replaced
      When one keystone pod is deleted
      Then the public service no longer leads to it
      And a new pod of the controller takes its place, with both containers ready
      And the public service leads to exactly the controller's pods

    @heal_3 @resilience
    Scenario: Two keystone pods deleted at once are both replaced
      When two keystone pods are deleted at once
      Then new pods of the controller are made within 1 second
      And new pods of the controller take their places, with both containers ready
      And the other pods are untouched
      And Keystone answers again at every replica

    @heal_4 @resilience
    Scenario: All keystone pods deleted at once are replaced
      Nothing of Keystone is left for a moment; what it knows is in the database.

      When all keystone pods are deleted at once
      Then new pods of the controller are made within 1 second
      And new pods of the controller take their places, with both containers ready
      And the other pods are untouched
      And Keystone answers again at every replica

  Rule: A container whose main process ends MUST be started again in its pod

    "kubectl get pods" counts it under RESTARTS; the pod, its address and its other container stay.

    Background:
      Given a stack that may be disturbed

    @heal_5 @resilience @requires_exec
    Scenario: A keystone container that ends is started again in place
      When the main process of keystone in one pod ends
      Then its container is restarted in place
      And the other pods are untouched
      And Keystone answers again at every replica

    @heal_6 @resilience @requires_exec
    Scenario: Keystone does without its memcached while that is started again
      Each pod has a memcached of its own: it makes Keystone quicker, and must not be able to stop it.

      When the main process of memcached in one pod ends while tokens are asked for there
      Then its container is restarted in place
      And each request got its token
      And the other pods are untouched

  Rule: The controller MUST keep as many pods as it is asked for

    "kubectl scale rc keystone-rc --replicas=5" is all it takes.

    Background:
      Given a stack that may be disturbed

    @heal_7 @resilience
    Scenario: More keystone pods are made when asked for, and taken away again
      When the controller is asked for two pods more
      Then it has two pods more, all ready
      And the other pods are untouched
      And Keystone answers again at every replica
      And asked for as many as before, it has as many as before

    @heal_8 @resilience
    Scenario: All keystone pods go when none is asked for, and come back
      When the controller is asked for no pods
      Then it has no pods
      And the public service leads to exactly the controller's pods
      And asked for as many as before, it has as many as before
      And Keystone answers again at every replica

  Rule: The controller MUST know its pods by their labels and no others

    Relabelling a pod takes it out of service for a closer look: "kubectl label --overwrite pod".

    Background:
      Given a stack that may be disturbed

    @heal_9 @resilience
    Scenario: A pod that is relabelled is let go and replaced
      When one keystone pod is given other labels
      Then a new pod of the controller is made within 1 second
      And the public service no longer leads to it
      And it runs on untouched, owned by nobody
      And deleted in the end, it is not replaced again

    @heal_10 @resilience
    Scenario: A bare pod with the controller's labels is adopted or removed
      When a bare pod with the labels of the controller's pods is created
      Then the controller adopts it or removes it
      And the controller has as many pods as before
      And the other pods are untouched

    @heal_11 @resilience
    Scenario: Pods left behind by their controller are adopted by the next
      "kubectl delete rc keystone-rc --cascade=orphan": how a controller is changed under running pods.

      When the controller is deleted without its pods
      Then its pods run on untouched, owned by nobody
      And a new controller adopts these very pods
      And the public service leads to exactly the controller's pods

  Rule: Without its database Keystone MUST issue no token, and say so at once

    The database pod is bare: no controller replaces it, and a person has to know.

    Background:
      Given a stack that is to lose its database

    @heal_12 @resilience
    Scenario: A deleted database pod is not replaced
      When the database pod is deleted
      Then nobody makes it again for 5 seconds
      And at every replica a request for a token ends within 5 seconds without one
      And so it does at a replica that is started meanwhile

    @heal_13 @resilience @blog_set
    Scenario: A database pod that is made again has lost everything
      When the database pod is deleted, and made again by hand
      Then the replicas that knew the old database issue no token
      And replicas that are started anew do
      And they refuse a token from before

    @heal_14 @resilience @blog_set @requires_exec
    Scenario: A database container that is restarted has lost everything, though its pod looks well
      "kubectl get pods" shows 1/1 Running: only the count under RESTARTS tells.

      When the main process of the database ends
      Then its container is restarted in place
      And the replicas that knew the old database issue no token
      And replicas that are started anew do
      And they refuse a token from before

  Rule: With a volume the database MUST keep what it knows

    What the hardened set adds to the blog's: the data outlives the container, and the pod.

    Background:
      Given a stack that is to lose its database

    @heal_15 @resilience @hardened_set @requires_exec
    Scenario: A database container that is restarted has all as before
      When the main process of the database ends
      Then its container is restarted in place
      And every replica issues tokens again
      And every replica accepts a token from before

    @heal_16 @resilience @hardened_set
    Scenario: A database pod that is made again has all as before
      When the database pod is deleted, and made again by hand
      Then every replica issues tokens again
      And every replica accepts a token from before

  Rule: Keystone MUST be back soon at its public address while a pod is replaced

    Requests go on all the while, 25 a second on new connections and as many on kept ones, whatever becomes
    of them; what went wrong, and for how long, stands in the report.

    Background:
      Given a stack that may be disturbed
      And Keystone answers at the public address

    @heal_17 @resilience @requires_load_balancer
    Scenario: Requests are answered again while a deleted pod is replaced
      When one keystone pod is deleted under a steady stream of requests
      Then no request had failed before that
      And requests are answered steadily again, by 100 of each kind at least

    @heal_18 @resilience @requires_load_balancer @hardened_set
    Scenario: No request is lost while a deleted pod is replaced
      What a readiness probe and a graceful stop are for.

      When one keystone pod is deleted under a steady stream of requests
      Then no request had failed before that
      And no request on a new connection failed, of 100 at least
      And no request on a kept connection failed after it was read
