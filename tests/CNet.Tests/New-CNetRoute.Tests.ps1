Describe 'New-CNetRoute' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab | Connect-CNetNetwork -Sandbox web, db
    }
    AfterEach { Exit-TestHost }

    It 'adds routes as ip shows them' {
        $made = New-CNetRoute 10.7.0.0/16, 10.6.0.1 10.9.0.5 v1 -RouteMetric 7 -Table 100 -Mtu 1400 -Protocol static -PreferredSource 10.9.0.1 -Namespace blue
        "$($made[0]) $($made[0].Table) $($made[0].Mtu) $($made[0].Namespace)" | Should -BeExactly '10.7.0.0/16 via 10.9.0.5 dev v1 100 1400 blue'
        Invoke-InSandbox blue ip route show table 100 | ForEach-Object Trim | Should -BeExactly '10.6.0.1 via 10.9.0.5 dev v1 proto static src 10.9.0.1 metric 7 mtu 1400',
            '10.7.0.0/16 via 10.9.0.5 dev v1 proto static src 10.9.0.1 metric 7 mtu 1400'
    }

    It 'adds default routes of both families, and those that lead nowhere' {
        $null = New-CNetRoute default 10.9.0.254 -Namespace blue
        $null = New-CNetRoute default fd00::fe -Namespace blue
        $null = New-CNetRoute 10.8.0.0/16 -Type blackhole -Namespace blue
        (Invoke-InSandbox blue ip route show default).Trim() | Should -BeExactly 'default via 10.9.0.254 dev v1'
        Invoke-InSandbox blue ip -6 route show default | Should -Match '^default via fd00::fe dev v1 '
        (Invoke-InSandbox blue ip route show type blackhole).Trim() | Should -BeExactly 'blackhole 10.8.0.0/16'
    }

    It 'spreads packets over several hops' {
        (New-CNetRoute 10.7.0.0/16 10.9.0.5, 10.9.0.6 v1 -Weight 1, 3 -Namespace blue).Hops.ForEach{ "$_" } | Should -BeExactly 'via 10.9.0.5 dev v1 weight 1', 'via 10.9.0.6 dev v1 weight 3'
        (Invoke-InSandbox blue ip -j route show 10.7.0.0/16 | ConvertFrom-Json).nexthops.ForEach{ "$($_.gateway) $($_.weight)" } | Should -BeExactly '10.9.0.5 1', '10.9.0.6 3'
        Assert-Error { New-CNetRoute 10.5.0.0/16 10.9.0.5, 10.9.0.6 v1 -Weight 1 -Namespace blue } CountMismatch InvalidArgument
    }

    It 'takes the place of another with -Replace, and of one of an endpoint only by force' {
        $null = New-CNetRoute 10.7.0.0/16 10.9.0.5 -Namespace blue
        Assert-Error { New-CNetRoute 10.7.0.0/16 10.9.0.6 -Namespace blue } RouteConflict InvalidOperation
        (New-CNetRoute 10.7.0.0/16 10.9.0.6 -Replace -Namespace blue).NextHop | Should -BeExactly '10.9.0.6'
        Assert-Error { New-CNetRoute default 10.1.0.9 -Replace -Sandbox web } InterfaceInUse ResourceBusy "endpoint 'lab/web'"
        (New-CNetRoute default 10.1.0.9 -Replace -Force -Sandbox web).NextHop | Should -BeExactly '10.1.0.9'
    }

    It 'takes sandboxes from the pipeline, and does nothing with -WhatIf' {
        (Get-CNetSandbox web, db | New-CNetRoute 10.70.0.0/16 10.1.0.9).Sandbox | Should -BeExactly 'web', 'db'
        (New-CNetRoute 10.71.0.0/16 10.1.0.9 -Sandbox web -WhatIf).IsPreview | Should -BeTrue
        Invoke-InSandbox web ip route show 10.71.0.0/16 | Should -BeNullOrEmpty
    }

    It 'says what the kernel says of a next hop that is not there' {
        Assert-Error { New-CNetRoute 10.7.0.0/16 10.77.0.1 -Namespace blue } RouteInvalid InvalidArgument 'Nexthop has invalid gateway'
        (New-CNetRoute 10.7.0.0/16 10.77.0.1 v1 -OnLink -Namespace blue).Hops[0].OnLink | Should -BeTrue
        Assert-Error { New-CNetRoute 10.8.0.0/16 -Namespace blue } RouteInvalid InvalidArgument
        Assert-Error { New-CNetRoute 10.8.0.1/16 10.9.0.5 -Namespace blue } SubnetInvalid InvalidArgument
    }

    It 'completes words' {
        (Complete 'New-CNetRoute -Type bl').CompletionText | Should -BeExactly 'blackhole'
        (Complete 'New-CNetRoute -Table ').CompletionText | Should -BeExactly 'main', 'local', 'default'
    }
}
