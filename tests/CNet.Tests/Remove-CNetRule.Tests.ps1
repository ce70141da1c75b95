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

    It 'does nothing with -WhatIf, and misses what is not there' {
        Remove-CNetRule 32767 -Namespace blue -WhatIf
        Invoke-InSandbox blue ip rule show | Should -HaveCount 3
        Assert-Error { Remove-CNetRule 100 -Namespace blue } RuleNotFound ObjectNotFound
    }
}
