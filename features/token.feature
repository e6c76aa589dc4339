Feature: Keystone issues tokens
  Running, ready and answering prove little: Keystone's health page is green without a database.
  Only a token proves that everything is wired.

  Rule: A right password MUST get a token that says for whom, for what and until when

    Background:
      Given the stack is deployed

    @token_1 @core
    Scenario: The administrator gets a token by password
      Given Keystone answers at every replica
      When the administrator asks for a token by password
      Then a token for the administrator and the admin project is issued
      And its catalog names the identity service
      And Keystone validates the token

    @token_4 @core
    Scenario: A token lives as long as is stated, from now on
      Clients plan by this: a token that ends early locks them out, one that ends late can be stolen longer.

      Given Keystone answers at every replica
      When every replica issues a token to the administrator
      Then each was issued now, by the cluster's clock
      And each ends after the life that is stated

    @token_5 @core
    Scenario: A token without a scope opens no project
      Given Keystone answers at every replica
      When the administrator asks for tokens with a scope and without
      Then both are issued and described
      And the one with a scope has project, roles and catalog
      And the one without has none of them

    @token_6 @core
    Scenario: A token can be exchanged for one of a project
      Given a domain with a project, a user and a role of the user there
      When the user exchanges a token without a scope for one of the project
      Then a token of that user, that project and that role is issued

    @token_7 @core
    Scenario: A new user in a new domain gets what was granted and nothing else
      The whole round of an operator's work: domain, project, user, role, and then that user's token.

      Given Keystone answers at every replica
      When an operator makes a domain with a project, a user and a role of the user there
      Then that user gets a token with that role on that project, at every replica
      And the user may not list all users

  Rule: A wrong password or a wrong token MUST be refused, without a hint which part was wrong

    Background:
      Given the stack is deployed

    @token_2 @core
    Scenario: A wrong password is refused
      Given Keystone answers at every replica
      When the administrator asks for a token with a wrong password
      Then the request is refused as unauthorized
      And the answer does not tell what was wrong

    @token_8 @core
    Scenario: A wrong password, an unknown user and a disabled user are refused alike
      Who can tell them apart can find out who has an account here.

      Given a domain with a user, and a disabled user
      When tokens are asked for with a wrong password, an unknown user and the disabled user
      Then each is refused as unauthorized
      And nobody can tell one answer from another

    @token_9 @core
    Scenario: What is no token opens nothing
      Given Keystone answers at every replica
      When the list of users is asked for without a token, with garbage and with an altered token
      Then each is refused as unauthorized
      And nobody can tell one answer from another

    @token_10 @core
    Scenario: The administrator's secret is no token
      In 2015 ADMIN_TOKEN was one, and opened everything to whoever could read a manifest.

      Given Keystone answers at every replica
      When the list of users is asked for with ADMIN_TOKEN as the token
      Then each is refused as unauthorized

    @token_11 @core
    Scenario: A garbage token is not found valid
      Given Keystone answers at every replica
      When every replica is asked whether garbage is a valid token
      Then each is answered as not found

    @token_12 @core
    Scenario: A request for a token that makes no sense is called so
      Given Keystone answers at every replica
      When tokens are asked for without a body, with an empty one and with one of another form
      Then each is refused as a bad request

  Rule: The replicas MUST be one Keystone

    The load balancer sends each request to another replica: what one has done, all must know.

    Background:
      Given the stack is deployed

    @token_13 @core
    Scenario: A token of each replica is valid at each
      Given Keystone answers at every replica
      When every replica issues a token to the administrator
      Then each token is valid at each replica

    @token_14 @core
    Scenario: A credential written through each replica is readable through each
      Keystone encrypts credentials in its database: only with one set of keys can all replicas read them.

      Given a domain with a project, a user and a role of the user there
      When an EC2 credential of the user is written through every replica
      Then each is readable through each replica, with its own secret

    @token_15 @core
    Scenario: A revoked token is refused at once by the replica that revoked it
      Given a domain with a project, a user and a role of the user there
      When the user's token is revoked at one replica that has just found it valid
      Then that replica finds it valid no more
      And that replica lets nobody in with it

    @token_16 @resilience
    Scenario: What is taken away is refused by every replica in time
      Each replica has a cache of its own, and may go on for C seconds with what it knows. A role is looked
      up for a token, and both are cached: that may take twice as long.

      Given a domain with three users whose tokens every replica has just found valid
      When a token is revoked, a user disabled and a role taken away at one replica
      Then every replica refuses the revoked token within C + 1 seconds
      And every replica refuses the disabled user's token within C + 1 seconds
      And every replica refuses the token whose role is gone within 2C + 1 seconds

  Rule: From outside, a client MUST need nothing but the public address and a password

    The catalog in the token tells a client where to go next. Internal names in it would lead nowhere.

    Background:
      Given the stack is deployed

    @token_3 @load_balancer @requires_load_balancer
    Scenario: The catalog leads a client back to the public address
      Given Keystone answers at the public address
      And the public address is published in the catalog
      When a client logs in at the public address with a password alone
      Then its catalog leads back to the public address
      And the client can list users without being told another address

  Rule: A token MUST outlive the replica that issued it

    Keys that a pod keeps to itself die with it, and every client's token too.

    Background:
      Given a stack that may be disturbed

    @token_17 @resilience
    Scenario: A token from before a pod's replacement is valid after it
      Given every replica has issued a token
      When one keystone pod is deleted
      Then a new pod of the controller takes its place, with both containers ready
      And Keystone answers again at every replica
      And the tokens from before are valid at every replica
