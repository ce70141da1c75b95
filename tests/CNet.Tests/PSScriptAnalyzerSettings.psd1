@{
    Severity     = @('Error', 'Warning', 'Information')
    ExcludeRules = @(
        # Helpers of the tests are no cmdlets: they ask nobody.
        'PSUseShouldProcessForStateChangingFunctions'
        # The blocks of a Pester suite share their variables, which this rule does not know.
        'PSUseDeclaredVarsMoreThanAssignments'
        # Invoke-InHost and Invoke-InSandbox have arguments of programs, which have no names.
        'PSAvoidUsingPositionalParameters'
        # What a script block in a sandbox writes to the console is tested too.
        'PSAvoidUsingWriteHost'
    )
}
