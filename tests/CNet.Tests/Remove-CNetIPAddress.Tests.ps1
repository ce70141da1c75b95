Describe 'Remove-CNetIPAddress' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab | Connect-CNetNetwork -Sandbox web, db
    }
    AfterEach { Exit-TestHost }

    It 'takes away what ip gave' {
        Invoke-InSandbox blue ip addr add 10.8.0.1/24 dev v2
        Remove-CNetIPAddress 10.9.0.1/24, 10.8.0.1 -Namespace blue
        Invoke-InSandbox blue ip -4 addr show | Should -Not -Match '10\.[89]\.'
    }

    It 'takes what Get-CNetIPAddress emits, and emits it with -PassThru' {
        (Get-CNetIPAddress 10.* -Namespace blue | Remove-CNetIPAddress -PassThru).IPAddress | Should -BeExactly '10.9.0.1'
        Get-CNetIPAddress 10.* -Namespace blue | Should -BeNullOrEmpty
    }

    It 'leaves those of endpoints and networks, unless it is forced' {
        Assert-Error { Remove-CNetIPAddress 10.1.0.2 -Sandbox web } InterfaceInUse ResourceBusy "endpoint 'lab/web'"
        Assert-Error { Remove-CNetIPAddress 10.1.0.1 -WhatIf } InterfaceInUse ResourceBusy "network 'lab'"
        $null = New-CNetIPAddress 10.1.0.77/24 eth0 -Sandbox web
        Remove-CNetIPAddress 10.1.0.77 -Sandbox web
        Remove-CNetIPAddress 10.1.0.2 -Sandbox web -Force
        (Get-CNetIPAddress -Sandbox web -InterfaceName eth0).IPAddress | Should -BeNullOrEmpty
    }

    It 'takes its own addresses from a sandbox only with -Force' {
        Assert-Error { Remove-CNetIPAddress 127.0.0.1 -Sandbox web } InterfaceInUse ResourceBusy "sandbox 'web'"
        Invoke-InSandbox web ip addr show dev lo | Should -Contain '    inet 127.0.0.1/8 scope host lo'
        Remove-CNetIPAddress 127.0.0.1 -Sandbox web -Force
        Remove-CNetIPAddress 127.0.0.1, ::1 -Namespace blue
        Invoke-InSandbox blue ip addr show dev lo | Should -Not -Match ' inet'
    }

    It 'does nothing with -WhatIf' {
        Remove-CNetIPAddress 10.9.0.1 v1 -Namespace blue -WhatIf
        (Get-CNetIPAddress 10.9.0.1 -Namespace blue).InterfaceName | Should -BeExactly 'v1'
    }

    It 'misses what is not there' {
        Assert-Error { Remove-CNetIPAddress 10.9.0.2 -Namespace blue } AddressNotFound ObjectNotFound
        Assert-Error { Remove-CNetIPAddress 10.9.0.1 v2 -Namespace blue } AddressNotFound ObjectNotFound
        Assert-Error { Remove-CNetIPAddress 10.9.0.1/16 -Namespace blue } AddressNotFound ObjectNotFound
    }
}
