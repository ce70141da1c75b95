Describe 'New-CNetForwardingEntry' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
        'link add br0 type bridge', 'link set v1 master br0', 'link set br0 up', 'link add vx type vxlan id 7 dstport 4789' | Invoke-InSandbox blue ip -batch -
    }
    AfterEach { Exit-TestHost }

    It 'tells a bridge where a MAC address is' {
        $made = New-CNetForwardingEntry 02:00:00:00:00:07, 02:00:00:00:00:08 v1 -Sticky -Namespace blue
        "$($made[0]) $($made[0].Bridge) $($made[0].State) $($made[0].Flags)" | Should -BeExactly '02:00:00:00:00:07 dev v1 br0 Static sticky'
        Invoke-InSandbox blue bridge fdb show dev v1 | Should -Contain '02:00:00:00:00:08 sticky master br0 static'
    }

    It 'tells a tunnel where to send what it does not know' {
        $null = New-CNetForwardingEntry 00:00:00:00:00:00 vx -Destination 10.9.0.77 -Namespace blue
        Assert-Error { New-CNetForwardingEntry 00:00:00:00:00:00 vx -Destination 10.9.0.77 -Namespace blue } NeighborExists ResourceExists
        (New-CNetForwardingEntry 00:00:00:00:00:00 vx -Destination 10.9.0.78 -Port 4790 -Vni 9 -Append -Namespace blue).Vni | Should -Be 9
        Invoke-InSandbox blue bridge fdb show dev vx | ForEach-Object Trim | Sort-Object | Should -BeExactly '00:00:00:00:00:00 dst 10.9.0.77 self permanent', '00:00:00:00:00:00 dst 10.9.0.78 port 4790 vni 9 self permanent'
    }

    It 'takes interfaces from the pipeline, and does nothing with -WhatIf' {
        (Get-CNetInterface v1 -Namespace blue | New-CNetForwardingEntry 02:00:00:00:00:07 -State Dynamic).State | Should -Be Dynamic
        (New-CNetForwardingEntry 02:00:00:00:00:09 v1 -Namespace blue -WhatIf).Bridge | Should -BeExactly 'br0'
        Invoke-InSandbox blue bridge fdb show | Should -Not -Match '02:00:00:00:00:09'
    }

    It 'moves an endpoint of a network only with -Force' {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab | Connect-CNetNetwork -Sandbox web, db
        $port = (Get-CNetEndpoint web).HostInterfaceName
        $mac = (Get-CNetEndpoint db).MacAddress
        Assert-Error { New-CNetForwardingEntry $mac $port -Replace } InterfaceInUse ResourceBusy "endpoint 'lab/db'"
        (Get-CNetForwardingEntry $mac).InterfaceName | Should -BeExactly (Get-CNetEndpoint db).HostInterfaceName
        (New-CNetForwardingEntry $mac $port -Replace -Force).InterfaceName | Should -BeExactly $port
        (New-CNetForwardingEntry 02:00:00:00:00:07 $port -Replace).State | Should -Be Static
    }

    It 'refuses what cannot be' {
        Assert-Error { New-CNetForwardingEntry 02:00:00:00:00:07 v1 -Vni 9 -Namespace blue } OptionInvalid InvalidArgument
        Assert-Error { New-CNetForwardingEntry 02:00:00:00:00:07 v1 -Replace -Append -Namespace blue } OptionInvalid InvalidArgument
        Assert-Error { New-CNetForwardingEntry 00:00:00:00:00:00 v1 -Namespace blue } MacAddressInvalid InvalidArgument
    }
}
