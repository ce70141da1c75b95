@{
    Severity     = @('Error', 'Warning', 'Information')
    ExcludeRules = @(
        # As for all of the project: helpers are no cmdlets, and ask nobody.
        'PSUseShouldProcessForStateChangingFunctions'
        # What Write-Host says in a sandbox is tested too.
        'PSAvoidUsingWriteHost'
        # The blocks of a Pester suite share their variables, which this rule does not know.
        'PSUseDeclaredVarsMoreThanAssignments'
        # Invoke-InHost and Invoke-InSandbox have arguments of programs, which have no names.
        'PSAvoidUsingPositionalParameters'
    )
}
