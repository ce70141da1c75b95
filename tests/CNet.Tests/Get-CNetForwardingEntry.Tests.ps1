Describe 'Get-CNetForwardingEntry' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab | Connect-CNetNetwork -Sandbox web, db
        'link add br0 type bridge', 'link set v1 master br0', 'link set br0 up', 'link add vx type vxlan id 7 dstport 4789' | Invoke-InSandbox blue ip -batch -
    }
    AfterEach { Exit-TestHost }

    It 'lists what bridge lists' {
        Invoke-InSandbox blue bridge fdb add 02:00:00:00:00:07 dev v1 master static
        # What is learned, and what the ports themselves want to hear, comes and goes when the kernel likes; bridge has no word for what is learned.
        Wait-Until {
            $byBridge = (Invoke-InSandbox blue bridge -j fdb show | ConvertFrom-Json).ForEach{ "$($_.mac) $($_.ifname) $($_.master) $($_.state ? $_.state : 'dynamic')" } | Sort-Object
            $byCNet = (Get-CNetForwardingEntry -Namespace blue).ForEach{ "$($_.MacAddress) $($_.InterfaceName) $($_.Bridge) $($_.State)" } | Sort-Object
            ($byBridge -match '^02:00:00:00:00:07 v1 br0 static$') -and ($byBridge -join "`n") -eq ($byCNet -join "`n")
        }
    }

    It 'knows where endpoints are' {
        (Get-CNetForwardingEntry 02:42:0a:01:00:02, 02:42:0a:01:00:03 -Bridge br-lab).State | Should -Be Static, Static
        (Get-CNetInterface (Get-CNetEndpoint web).HostInterfaceName | Get-CNetForwardingEntry -State Static).MacAddress | Should -Be '02:42:0a:01:00:02'
    }

    It 'misses an exact one' {
        Assert-Error { Get-CNetForwardingEntry 02:00:00:00:00:99 } NeighborNotFound ObjectNotFound
        Assert-Error { Get-CNetForwardingEntry -Bridge nope } InterfaceNotFound ObjectNotFound
        Get-CNetForwardingEntry -Bridge nope* | Should -BeNullOrEmpty
        Assert-Error { Get-CNetForwardingEntry -InterfaceName nope } InterfaceNotFound ObjectNotFound
    }

    It 'shows a table' {
        Get-CNetForwardingEntry | Format-Table | Out-String -Width 80 | Should -Match 'MacAddress +Interface +Bridge +State +Flags +Dst +Vlan'
        Get-CNetForwardingEntry -Bridge br-lab -State Static | Format-Table | Out-String -Width 120 | Should -Match '02:42:0a:01:00:02 +veth\w+ +br-lab +Static'
    }
}
