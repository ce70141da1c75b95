Describe 'New-CNetNeighbor' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
    }
    AfterEach { Exit-TestHost }

    It 'tells the kernel who has an address' {
        $made = New-CNetNeighbor 10.9.0.7, 10.9.0.8 v1 02:00:00:00:00:07 -Namespace blue
        "$($made[0]) $($made[0].State) $($made[0].Namespace)" | Should -BeExactly '10.9.0.7 dev v1 lladdr 02:00:00:00:00:07 Permanent blue'
        (Invoke-InSandbox blue ip neigh show 10.9.0.8).Trim() | Should -BeExactly '10.9.0.8 dev v1 lladdr 02:00:00:00:00:07 PERMANENT'
        (New-CNetNeighbor 10.9.0.9 v1 02:00:00:00:00:09 -State Stale -Namespace blue).State | Should -Be Stale
    }

    It 'answers for an address' {
        (New-CNetNeighbor fd00::9 v1 -Proxy -Namespace blue).IsProxy | Should -BeTrue
        Invoke-InSandbox blue ip -6 neigh show proxy | Should -Match '^fd00::9 dev v1 +proxy'
    }

    It 'takes interfaces from the pipeline, and does nothing with -WhatIf' {
        (Get-CNetInterface v1, v2 -Namespace blue | New-CNetNeighbor 10.9.0.7 -MacAddress 02:00:00:00:00:07).Count | Should -Be 2
        (New-CNetNeighbor 10.9.0.8 v1 02:00:00:00:00:08 -Namespace blue -WhatIf).IsPreview | Should -BeTrue
        Invoke-InSandbox blue ip neigh show 10.9.0.8 | Should -BeNullOrEmpty
    }

    It 'refuses an interface that asks nobody' {
        Assert-Error { New-CNetNeighbor 10.0.0.14 lo 02:00:00:00:00:09 -Namespace blue } OptionInvalid InvalidArgument "'lo'"
        Invoke-InSandbox blue ip neigh show nud all dev lo | Should -Not -Match '^0\.0\.0\.0 '
        (New-CNetNeighbor 10.0.0.14 lo -Proxy -Namespace blue).IsProxy | Should -BeTrue
    }

    It 'takes the place of what is known with -Replace' {
        $null = New-CNetNeighbor 10.9.0.7 v1 02:00:00:00:00:07 -Namespace blue
        Assert-Error { New-CNetNeighbor 10.9.0.7 v1 02:00:00:00:00:08 -Namespace blue } NeighborExists ResourceExists
        (New-CNetNeighbor 10.9.0.7 v1 02:00:00:00:00:08 -Replace -Namespace blue).MacAddress | Should -Be '02:00:00:00:00:08'
        Assert-Error { New-CNetNeighbor 10.9.0.9 v1 -Namespace blue } MacAddressInvalid InvalidArgument
    }
}
