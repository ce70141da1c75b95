Describe 'Get-CNetNeighbor' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab | Connect-CNetNetwork -Sandbox web, db
    }
    AfterEach { Exit-TestHost }

    It 'lists what ip lists, and the addresses that are answered for' {
        'neigh add 10.9.0.7 lladdr 02:00:00:00:00:07 dev v1', 'neigh add 10.9.0.8 lladdr 02:00:00:00:00:08 dev v1 nud noarp', 'neigh add proxy 10.9.0.9 dev v1' | Invoke-InSandbox blue ip -batch -
        (Get-CNetNeighbor 10.* -Namespace blue).ForEach{ "$_ $($_.State)" } | Should -BeExactly '10.9.0.7 dev v1 lladdr 02:00:00:00:00:07 Permanent', '10.9.0.9 dev v1 proxy None'
        (Get-CNetNeighbor -State NoArp -MacAddress 02:00:00:00:00:08 -Namespace blue).IPAddress | Should -BeExactly '10.9.0.8'
    }

    It 'lists those of the Host, which knows its endpoints' {
        (Get-CNetNeighbor -InterfaceName br-lab -AddressFamily IPv4).ForEach{ "$($_.IPAddress) $($_.MacAddress) $($_.IsExternLearned)" } |
            Should -BeExactly '10.1.0.2 02:42:0a:01:00:02 True', '10.1.0.3 02:42:0a:01:00:03 True'
    }

    It 'takes sandboxes and interfaces from the pipeline' {
        $null = Test-Ping web 10.1.0.3
        (Get-CNetSandbox web | Get-CNetNeighbor 10.1.0.3).MacAddress | Should -Be '02:42:0a:01:00:03'
        (Get-CNetInterface br-lab | Get-CNetNeighbor 10.1.0.2).InterfaceName | Should -BeExactly 'br-lab'
    }

    It 'misses an exact one' {
        Assert-Error { Get-CNetNeighbor 10.77.0.1 } NeighborNotFound ObjectNotFound
        Assert-Error { Get-CNetNeighbor -InterfaceName nope } InterfaceNotFound ObjectNotFound
        Get-CNetNeighbor 10.77.* | Should -BeNullOrEmpty
    }

    It 'shows a table' {
        Get-CNetNeighbor -InterfaceName br-lab | Format-Table | Out-String -Width 120 | Should -Match '10\.1\.0\.2 +br-lab +02:42:0a:01:00:02 +Stale'
    }
}
