Describe 'Remove-CNetNeighbor' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
    }
    AfterEach { Exit-TestHost }

    It 'forgets what ip told, by address and by the object' {
        'neigh add 10.9.0.7 lladdr 02:00:00:00:00:07 dev v1', 'neigh add 10.9.0.8 lladdr 02:00:00:00:00:08 dev v1', 'neigh add proxy 10.9.0.9 dev v1' | Invoke-InSandbox blue ip -batch -
        Remove-CNetNeighbor 10.9.0.7, 10.9.0.9 -Namespace blue
        (Get-CNetNeighbor 10.* -Namespace blue | Remove-CNetNeighbor -PassThru).IPAddress | Should -BeExactly '10.9.0.8'
        Get-CNetNeighbor 10.* -Namespace blue | Should -BeNullOrEmpty
    }

    It 'does nothing with -WhatIf, and misses what is not there' {
        Invoke-InSandbox blue ip neigh add 10.9.0.7 lladdr 02:00:00:00:00:07 dev v1
        Remove-CNetNeighbor 10.9.0.7 v1 -Namespace blue -WhatIf
        (Get-CNetNeighbor 10.9.0.7 -Namespace blue).State | Should -Be Permanent
        Assert-Error { Remove-CNetNeighbor 10.9.0.7 v2 -Namespace blue } NeighborNotFound ObjectNotFound
    }
}
