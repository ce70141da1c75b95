Describe 'Rename-CNetInterface' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetNamespace blue
        $null = New-CNetInterface v0 veth -Peer w0 -Up -IPAddress 10.9.0.1/24
        Invoke-InSandbox blue ip link add br0 type bridge
    }
    AfterEach { Exit-TestHost }

    It 'renames one that is up' {
        Invoke-InHost ip route add 10.20.0.0/16 via 10.9.0.2
        $renamed = Rename-CNetInterface v0 -NewName lan0 -PassThru
        "$renamed $($renamed.State)" | Should -BeExactly 'lan0 Up'
        (Invoke-InHost ip -j route show 10.20.0.0/16 | ConvertFrom-Json).dev | Should -BeExactly 'lan0'
    }

    It 'renames what is piped, from any namespace' {
        Get-CNetInterface br0 -Namespace blue | Rename-CNetInterface -NewName lan
        Get-CNetInterface lan -Namespace blue | ConvertTo-Deserialized | Rename-CNetInterface -NewName lan1
        Rename-CNetInterface lan1 -Namespace blue -NewName lan2
        (Get-CNetInterface -Namespace blue).Name | Should -BeExactly 'lo', 'lan2'
    }

    It 'makes a name of each by a script block' {
        Get-CNetInterface v0, w0 | Rename-CNetInterface -NewName { "lan-$($_.Name)" }
        (Get-CNetInterface lan-*).Name | Sort-Object | Should -BeExactly 'lan-v0', 'lan-w0'
    }

    It 'takes the columns of a table' {
        'InterfaceName,Namespace,NewName', 'br0,blue,lan0', 'v0,,lan1' | ConvertFrom-Csv | Rename-CNetInterface
        (Get-CNetInterface lan0 -Namespace blue).Name | Should -BeExactly 'lan0'
        (Get-CNetInterface lan1).Name | Should -BeExactly 'lan1'
    }

    It 'refuses what cannot be' {
        Assert-Error { Rename-CNetInterface v0 -NewName w0 } InterfaceExists ResourceExists
        Assert-Error { Rename-CNetInterface v0 -NewName 'a/b' } NameInvalid InvalidArgument
        Assert-Error { Rename-CNetInterface nope -NewName x } InterfaceNotFound ObjectNotFound
        Assert-Error { Rename-CNetInterface v0, w0 -NewName x } CountMismatch InvalidArgument
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web
        Assert-Error { Rename-CNetInterface eth0 -Sandbox web -NewName x } InterfaceInUse ResourceBusy
    }

    It 'does nothing with -WhatIf' {
        Rename-CNetInterface v0 -NewName x -WhatIf -PassThru | ForEach-Object Name | Should -BeExactly 'v0'
        (Get-CNetInterface v0).Name | Should -BeExactly 'v0'
    }
}
