Describe 'Get-CNetIPAddress' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab | Connect-CNetNetwork -Sandbox web, db
    }
    AfterEach { Exit-TestHost }

    It 'lists those of a sandbox and of the Host' {
        (Get-CNetIPAddress -Sandbox web -AddressFamily IPv4).ForEach{ "$_ $($_.InterfaceName) $($_.Endpoint) $($_.Scope) $($_.State) $($_.Sandbox)" } |
            Should -BeExactly '127.0.0.1/8 lo  host Permanent web', '10.1.0.2/24 eth0 lab/web global Permanent web'
        (Get-CNetIPAddress -InterfaceName br-lab -AddressFamily IPv4).IPAddress | Should -BeExactly '10.1.0.1'
    }

    It 'lists what ip lists, and its interfaces show the same' {
        $byIP = (Invoke-InSandbox blue ip -j addr show | ConvertFrom-Json).addr_info.ForEach{ "$($_.local)/$($_.prefixlen) $($_.scope)" }
        (Get-CNetIPAddress -Namespace blue).ForEach{ "$_ $($_.Scope)" } | Sort-Object | Should -BeExactly ($byIP | Sort-Object)
        (Get-CNetInterface v1 -Namespace blue).Address.ForEach{ "$_" } | Sort-Object | Should -BeExactly ((Get-CNetIPAddress -Namespace blue -InterfaceName v1).ForEach{ "$_" } | Sort-Object)
    }

    It 'takes sandboxes, namespaces and interfaces from the pipeline' {
        (Get-CNetSandbox web, db | Get-CNetIPAddress -InterfaceName eth0 -AddressFamily IPv4).IPAddress | Should -BeExactly '10.1.0.2', '10.1.0.3'
        (Get-CNetNamespace blue | Get-CNetIPAddress 10.*).Namespace | Should -BeExactly blue
        (Get-CNetInterface v1 -Namespace blue | Get-CNetIPAddress -AddressFamily IPv4).ForEach{ "$_ $($_.Namespace)" } | Should -BeExactly '10.9.0.1/24 blue'
        Assert-NullIsNotAll { Get-CNetIPAddress -Sandbox $null }
    }

    It 'selects by wildcards silently, and misses an exact one' {
        Get-CNetIPAddress 10.77.* -Namespace blue | Should -BeNullOrEmpty
        Assert-Error { Get-CNetIPAddress 10.77.0.1 -Namespace blue } AddressNotFound ObjectNotFound
        Assert-Error { Get-CNetIPAddress -InterfaceName nope -Namespace blue } InterfaceNotFound ObjectNotFound
        Assert-Error { Get-CNetIPAddress 10.77 -Namespace blue } AddressInvalid InvalidArgument
    }

    It 'shows a table' {
        Get-CNetIPAddress -Sandbox web | Format-Table | Out-String -Width 120 | Should -Match 'eth0 +10\.1\.0\.2/24 +global +Permanent +lab/web'
    }
}
