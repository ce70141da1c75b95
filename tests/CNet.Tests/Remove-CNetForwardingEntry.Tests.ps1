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

    It 'leaves those of networks and their endpoints, but for -Force' {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab | Connect-CNetNetwork -Sandbox web, db
        $web = Get-CNetForwardingEntry (Get-CNetEndpoint web).MacAddress
        Assert-Error { $web | Remove-CNetForwardingEntry } InterfaceInUse ResourceBusy "endpoint 'lab/web'"
        Assert-Error { Remove-CNetForwardingEntry $web.MacAddress -WhatIf } InterfaceInUse ResourceBusy
        Assert-Error { Get-CNetForwardingEntry (Get-CNetInterface br-lab).MacAddress -InterfaceName br-lab | Select-Object -First 1 | Remove-CNetForwardingEntry } InterfaceInUse ResourceBusy "network 'lab'"
        Get-CNetForwardingEntry $web.MacAddress | Should -HaveCount 1
        $web | Remove-CNetForwardingEntry -Force
        Invoke-InHost bridge fdb show | Should -Not -Match $web.MacAddress
    }

    It 'forgets the address of all zeros by its text' {
        Invoke-InSandbox blue bridge fdb append 00:00:00:00:00:00 dev vx dst 10.9.0.77
        $text = "$((Get-CNetForwardingEntry 00:00:00:00:00:00 -Namespace blue).MacAddress)"
        $text | Should -BeExactly '00:00:00:00:00:00'
        Remove-CNetForwardingEntry $text -Namespace blue
        Invoke-InSandbox blue bridge fdb show | Should -Not -Match '10.9.0.77'
    }

    It 'does nothing with -WhatIf, and misses what is not there' {
        Invoke-InSandbox blue bridge fdb add 02:00:00:00:00:07 dev v1 master static
        Remove-CNetForwardingEntry 02:00:00:00:00:07 v1 -Namespace blue -WhatIf
        (Get-CNetForwardingEntry 02:00:00:00:00:07 -Namespace blue).State | Should -Be Static
        Assert-Error { Remove-CNetForwardingEntry 02:00:00:00:00:99 -Namespace blue } NeighborNotFound ObjectNotFound
    }
}
