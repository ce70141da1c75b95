@{
    Severity     = @('Error', 'Warning', 'Information')
    ExcludeRules = @(
        # Helpers of build.ps1 and of the tests are no cmdlets: they ask nobody.
        'PSUseShouldProcessForStateChangingFunctions'
    )
}
