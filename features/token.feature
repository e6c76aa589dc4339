Feature: Keystone issues tokens
  Running, ready and answering prove little: Keystone's health page is green without a database.
  Only a token proves that everything is wired.

  Background:
    Given the stack is deployed

  Rule: A right password MUST get a token, and a wrong one MUST NOT

    @token_1 @core
    Scenario: The administrator gets a token by password
      Given Keystone answers at every replica
      When the administrator asks for a token by password
      Then a token for the administrator and the admin project is issued
      And Keystone validates the token

    @token_2 @core
    Scenario: A wrong password is refused
      Given Keystone answers at every replica
      When the administrator asks for a token with a wrong password
      Then the request is refused as unauthorized
      And the answer does not tell what was wrong

  Rule: From outside, a client MUST need nothing but the public address and a password

    The catalog in the token tells a client where to go next. Internal names in it would lead nowhere.

    @token_3 @load_balancer @requires_load_balancer
    Scenario: The catalog leads a client back to the public address
      Given Keystone answers at the public address
      And the public address is published in the catalog
      When a client logs in at the public address with a password alone
      Then its catalog leads back to the public address
      And the client can list users without being told another address
