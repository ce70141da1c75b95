Describe 'New-CNetRule' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
    }
    AfterEach { Exit-TestHost }

    It 'adds rules as ip shows them' {
        $made = New-CNetRule 100 -From 10.0.0.0/8 -To 10.2.0.1 -FirewallMark 0x10/0xff -InputInterface v1 -OutputInterface v2 -Invert -Table 1000 -SuppressPrefixLength 0 -Namespace blue
        "$made $($made.Namespace)" | Should -BeExactly '100: not from 10.0.0.0/8 to 10.2.0.1/32 fwmark 0x10/0xff iif v1 oif v2 lookup 1000 suppress_prefixlength 0 blue'
        Invoke-InSandbox blue ip rule show pref 100 | Should -BeExactly "100:`tnot from 10.0.0.0/8 to 10.2.0.1 fwmark 0x10/0xff iif v1 oif v2 lookup 1000 suppress_prefixlength 0"
        $null = New-CNetRule 110 -Type prohibit -AddressFamily IPv6 -Namespace blue
        Invoke-InSandbox blue ip -6 rule show pref 110 | Should -BeExactly "110:`tfrom all prohibit"
    }

    It 'gives one without a priority what the kernel gave it' {
        $made = New-CNetRule -From 10.0.0.0/8 -Table 7 -Namespace blue
        Invoke-InSandbox blue ip rule show | Should -Contain "$($made.Priority):`tfrom 10.0.0.0/8 lookup 7"
    }

    It 'takes namespaces from the pipeline, and does nothing with -WhatIf' {
        (Get-CNetNamespace blue | New-CNetRule 100 -Table 7).Priority | Should -Be 100
        (New-CNetRule 101 -Table 7 -Namespace blue -WhatIf).IsPreview | Should -BeTrue
        (Get-CNetRule -Namespace blue).Priority | Should -Not -Contain 101
    }

    It 'refuses what is there, and what cannot be' {
        $null = New-CNetRule 100 -Table 7 -Namespace blue
        Assert-Error { New-CNetRule 100 -Table 7 -Namespace blue } RuleExists ResourceExists
        Assert-Error { New-CNetRule 100 -From 10.0.0.0/8 -To fd00::/8 -Namespace blue } RouteInvalid InvalidArgument
        Assert-Error { New-CNetRule 100 -FirewallMark 0xz -Namespace blue } RouteInvalid InvalidArgument
        Assert-Error { New-CNetRule 100 -Type goto -Namespace blue } RouteInvalid InvalidArgument
    }
}
