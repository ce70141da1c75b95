Describe 'Remove-CNetRoute' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab | Connect-CNetNetwork -Sandbox web, db
    }
    AfterEach { Exit-TestHost }

    It 'removes what ip added, by the words and by the object' {
        'route add 10.7.0.0/16 via 10.9.0.5', 'route add 10.7.0.0/16 via 10.9.0.6 metric 9', 'route add 10.6.0.0/16 dev v1 table 100', 'route add default via 10.9.0.254' |
            Invoke-InSandbox blue ip -batch -
        Invoke-InSandbox blue ip -6 route add default via fd00::fe
        Remove-CNetRoute 10.7.0.0/16 10.9.0.6 -Namespace blue
        (Invoke-InSandbox blue ip route show 10.7.0.0/16).Trim() | Should -BeExactly '10.7.0.0/16 via 10.9.0.5 dev v1'
        Remove-CNetRoute 10.6.0.0/16 -Table 100 -Namespace blue
        Remove-CNetRoute default -Namespace blue
        (Get-CNetRoute -Namespace blue -AllTables | Where-Object Protocol -EQ boot | Remove-CNetRoute -PassThru).ForEach{ "$_" } | Should -BeExactly '10.7.0.0/16 via 10.9.0.5 dev v1'
        Get-CNetRoute -Namespace blue -AllTables | Where-Object Protocol -EQ boot | Should -BeNullOrEmpty
    }

    It 'leaves those of endpoints and networks, unless it is forced' {
        Assert-Error { Remove-CNetRoute default -Sandbox web } InterfaceInUse ResourceBusy "endpoint 'lab/web'"
        Assert-Error { Remove-CNetRoute 10.1.0.0/24 } InterfaceInUse ResourceBusy "network 'lab'"
        $null = New-CNetRoute 10.70.0.0/16 10.1.0.9 -Sandbox web
        Remove-CNetRoute 10.70.0.0/16 -Sandbox web
        Remove-CNetRoute default -Sandbox web -Force
        Invoke-InSandbox web ip route show default | Should -BeNullOrEmpty
    }

    It 'does nothing with -WhatIf, and misses what is not there' {
        $null = New-CNetRoute 10.7.0.0/16 10.9.0.5 -Namespace blue
        Remove-CNetRoute 10.7.0.0/16 -Namespace blue -WhatIf
        (Get-CNetRoute 10.7.0.0/16 -Namespace blue).NextHop | Should -BeExactly '10.9.0.5'
        Assert-Error { Remove-CNetRoute 10.7.0.0/16 10.9.0.6 -Namespace blue } RouteNotFound ObjectNotFound
        Assert-Error { Remove-CNetRoute 10.7.0.0/16 -RouteMetric 5 -Namespace blue } RouteNotFound ObjectNotFound
    }
}
