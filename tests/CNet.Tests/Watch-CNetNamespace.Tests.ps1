Describe 'Watch-CNetNamespace' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach { Enter-TestHost }
    AfterEach { Exit-TestHost }

    It 'emits the names that are there' {
        $null = New-CNetNamespace a, b
        $events = Watch-CNetNamespace -IncludeInitialState -Timeout 200ms
        $events.ForEach{ "$_" } | Should -BeExactly 'Namespace Present a', 'Namespace Present b'
        $events.Object | Should -Be (Get-CNetNamespace)
        Watch-CNetNamespace -IncludeInitialState -Count 1 | Should -HaveCount 1
        Watch-CNetNamespace -Timeout 100ms | Should -BeNullOrEmpty
    }

    It 'emits those that come and go, and their ids, until Ctrl+C' {
        $shell = [powershell]::Create().AddScript("Import-Module '$modulePath'; Watch-CNetNamespace")
        $nothing, $output = 1..2 | ForEach-Object { , [System.Management.Automation.PSDataCollection[psobject]]::new() }
        $nothing.Complete()
        $output.EnumeratorNeverBlocks = $true
        try {
            $null = $shell.BeginInvoke($nothing, $output)
            # Whether it watches yet is seen by what it tells.
            $probe = 0
            Wait-Until {
                New-CNetNamespace "probe$(($script:probe++))" | Remove-CNetNamespace
                $output.Count -gt 0
            }
            $null = New-CNetNamespace a
            Invoke-InHost ip link add v0 type veth peer name v1 netns "$($testHost.NamespaceDirectory)/a"
            Remove-CNetNamespace a
            Wait-Until { $output.Where{ $_.Type -eq 'NamespaceId' -and $_.Action -eq 'Removed' } }
            $output.Where{ $_.Name -notlike 'probe*' -and $_.Type -eq 'Namespace' }.ForEach{ "$_" } | Should -BeExactly 'Namespace Added a', 'Namespace Removed a'
            $output.Where{ $_.Type -eq 'NamespaceId' }[0].ForEach{ "$_ $($_.Detail)" } | Should -BeExactly 'NamespaceId Added 0 of a'
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 3
        }
        finally { $shell.Dispose() }
    }

    It 'says what is wrong' {
        Assert-Error { Watch-CNetNamespace -Timeout soon } DurationInvalid InvalidArgument
    }
}
