Describe 'Get-CNetBridge' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab | Connect-CNetNetwork -Sandbox web, db
        'link add br0 type bridge', 'link set v1 master br0', 'link set br0 up', 'link add vx type vxlan id 7 dstport 4789' | Invoke-InSandbox blue ip -batch -
    }
    AfterEach { Exit-TestHost }

    It 'lists bridges with their ports' {
        $bridge = Get-CNetBridge
        "$bridge $($bridge.Network) $($bridge.Ports.Count) $($bridge.StpEnabled) $($bridge.AgeingTime)" | Should -BeExactly 'br-lab lab 2 False 00:05:00'
        $bridge.Ports.ForEach{ "$($_.Endpoint) $($_.Sandbox) $($_.State) $($_.LearnedMacAddress)" } | Sort-Object |
            Should -BeExactly 'lab/db db Forwarding 02:42:0a:01:00:03', 'lab/web web Forwarding 02:42:0a:01:00:02'
        (Get-CNetBridge -Namespace blue).ForEach{ "$_ $($_.Ports) $($_.Network)" } | Should -BeExactly 'br0 v1 '
    }

    It 'takes names, namespaces and networks' {
        (Get-CNetBridge br* -Namespace blue).Name | Should -BeExactly 'br0'
        (Get-CNetNamespace blue | Get-CNetBridge).Name | Should -BeExactly 'br0'
        (Get-CNetNetwork lab | Get-CNetBridge).Name | Should -BeExactly 'br-lab'
        Get-CNetBridge nope* | Should -BeNullOrEmpty
        Assert-Error { Get-CNetBridge nope } InterfaceNotFound ObjectNotFound
        Assert-Error { Get-CNetBridge v1 -Namespace blue } InterfaceNotFound ObjectNotFound
    }

    It 'shows tables' {
        Get-CNetBridge | Format-Table | Out-String -Width 120 | Should -Match 'br-lab +lab +8000\.[0-9a-f:]{17} +off +off +2 +veth'
        (Get-CNetBridge).Ports | Format-Table | Out-String -Width 120 | Should -Match 'veth\w+ +1 +Forwarding +2 +1 +lab/web +web'
    }
}
