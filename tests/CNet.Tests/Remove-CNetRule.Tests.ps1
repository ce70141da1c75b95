Describe 'Remove-CNetRule' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
    }
    AfterEach { Exit-TestHost }

    It 'removes what ip added, by priority and by the object' {
        'rule add from 10.0.0.0/8 pref 100 lookup 7', 'rule add pref 110 blackhole' | Invoke-InSandbox blue ip -batch -
        Invoke-InSandbox blue ip -6 rule add from fd00::/8 pref 100 lookup 7
        Remove-CNetRule 100 -AddressFamily IPv6 -Namespace blue
        (Get-CNetRule 100 -Namespace blue).AddressFamily | Should -Be IPv4
        Remove-CNetRule 100 -Namespace blue
        (Get-CNetRule 110 -Namespace blue | Remove-CNetRule -PassThru).Type | Should -BeExactly 'blackhole'
        Invoke-InSandbox blue ip rule show | Should -HaveCount 3
    }

    It 'takes from a sandbox what it finds its way by only with -Force' {
        $null = New-CNetSandbox web
        $local = Get-CNetRule 0 -AddressFamily IPv4 -Sandbox web
        Assert-Error { $local | Remove-CNetRule } InterfaceInUse ResourceBusy "sandbox 'web'"
        Assert-Error { Remove-CNetRule 32766 -AddressFamily IPv6 -Sandbox web } InterfaceInUse ResourceBusy "sandbox 'web'"
        Invoke-InSandbox web ip rule show pref 0 | Should -Match 'lookup local'
        $local | Remove-CNetRule -Force
        Invoke-InSandbox web ip rule show pref 0 | Should -BeNullOrEmpty
        Remove-CNetRule 0 -AddressFamily IPv4 -Namespace blue
        Invoke-InSandbox blue ip rule show pref 0 | Should -BeNullOrEmpty
    }

    It 'does nothing with -WhatIf, and misses what is not there' {
        Remove-CNetRule 32767 -Namespace blue -WhatIf
        Invoke-InSandbox blue ip rule show | Should -HaveCount 3
        Assert-Error { Remove-CNetRule 100 -Namespace blue } RuleNotFound ObjectNotFound
    }
}
