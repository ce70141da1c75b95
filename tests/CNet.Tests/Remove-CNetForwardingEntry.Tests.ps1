Describe 'Remove-CNetForwardingEntry' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
        'link add br0 type bridge', 'link set v1 master br0', 'link set br0 up', 'link add vx type vxlan id 7 dstport 4789' | Invoke-InSandbox blue ip -batch -
    }
    AfterEach { Exit-TestHost }

    It 'forgets what bridge told, by address and by the object' {
        Invoke-InSandbox blue bridge fdb add 02:00:00:00:00:07 dev v1 master static
        Invoke-InSandbox blue bridge fdb append 00:00:00:00:00:00 dev vx dst 10.9.0.77
        Invoke-InSandbox blue bridge fdb append 00:00:00:00:00:00 dev vx dst 10.9.0.78
        Remove-CNetForwardingEntry 02:00:00:00:00:07 -Namespace blue
        Remove-CNetForwardingEntry 00:00:00:00:00:00 vx -Destination 10.9.0.77 -Namespace blue
        (Get-CNetForwardingEntry -InterfaceName vx -Namespace blue | Remove-CNetForwardingEntry -PassThru).Destination | Should -BeExactly '10.9.0.78'
        Invoke-InSandbox blue bridge fdb show | Should -Not -Match '02:00:00:00:00:07|dst'
    }

    It 'does nothing with -WhatIf, and misses what is not there' {
        Invoke-InSandbox blue bridge fdb add 02:00:00:00:00:07 dev v1 master static
        Remove-CNetForwardingEntry 02:00:00:00:00:07 v1 -Namespace blue -WhatIf
        (Get-CNetForwardingEntry 02:00:00:00:00:07 -Namespace blue).State | Should -Be Static
        Assert-Error { Remove-CNetForwardingEntry 02:00:00:00:00:99 -Namespace blue } NeighborNotFound ObjectNotFound
    }
}
