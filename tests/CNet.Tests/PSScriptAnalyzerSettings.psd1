@{
    ExcludeRules = @(
        # The blocks of a Pester suite share their variables, which this rule does not know.
        'PSUseDeclaredVarsMoreThanAssignments'
        # Invoke-InHost and Invoke-InSandbox have arguments of programs, which have no names.
        'PSAvoidUsingPositionalParameters'
    )
}
