Describe 'Set-CNetInterface' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetNamespace blue
        $null = New-CNetInterface br0 bridge
        Invoke-InHost ip link add v0 type veth peer name v1
        Invoke-InSandbox blue ip link add v0 type veth peer name v1
    }
    AfterEach { Exit-TestHost }

    It 'changes what iproute2 made' {
        Set-CNetInterface v0 -Mtu 1300 -MacAddress 02:00:00:00:00:05 -Group 5 -Alias 'lab uplink' -TxQueueLength 50 -Master br0 -Isolated -Hairpin
        $link = Invoke-InHost ip -j -d link show dev v0 | ConvertFrom-Json
        "$($link.mtu) $($link.address) $($link.group) $($link.ifalias) $($link.txqlen) $($link.master)" | Should -BeExactly '1300 02:00:00:00:00:05 5 lab uplink 50 br0'
        "$($link.linkinfo.info_slave_data.isolated) $($link.linkinfo.info_slave_data.hairpin)" | Should -BeExactly 'True True'
        $changed = Set-CNetInterface v0 -Isolated:$false -Hairpin:$false -PassThru
        "$($changed.Isolated) $($changed.Hairpin) $($changed.Master)" | Should -BeExactly 'False False br0'
        $changed = $changed | Set-CNetInterface -NoMaster -Alias '' -Group 0 -PassThru
        "$($changed.Master)$($changed.Alias)$($changed.Group)" | Should -BeExactly '0'
    }

    It 'changes <Name>' -ForEach @(
        @{ Name = 'by pattern'; Do = { Set-CNetInterface v* -Mtu 1300 -Namespace blue } }
        @{ Name = 'what is piped'; Do = { Get-CNetInterface v* -Namespace blue | Set-CNetInterface -Mtu 1300 } }
        @{ Name = 'objects of another process'; Do = { Get-CNetInterface v* -Namespace blue | ConvertTo-Deserialized | Set-CNetInterface -Mtu 1300 } }
        @{ Name = 'the rows of a table'; Do = { Get-CNetInterface v* -Namespace blue | ConvertTo-Csv | ConvertFrom-Csv | Set-CNetInterface -Mtu 1300 } }
        @{ Name = 'in a namespace that is piped'; Do = { Get-CNetNamespace blue | Select-Object @{ n = 'Namespace'; e = 'Path' } | Set-CNetInterface v0, v1 -Mtu 1300 } }
    ) {
        & $Do
        (Invoke-InSandbox blue ip -j link | ConvertFrom-Json).mtu | Should -BeExactly 65536, 1300, 1300
        (Get-CNetInterface v*).Mtu | Should -BeExactly 1500, 1500
    }

    It 'changes all or nothing' {
        Set-CNetInterface v0 -Group 7
        (Get-ErrorOf { Set-CNetInterface v0 -Group 8 -Alias no -Mtu 999999999 }).FullyQualifiedErrorId | Should -BeExactly 'OptionInvalid,CNet.Commands.SetCNetInterfaceCommand'
        "$((Get-CNetInterface v0).Group)$((Get-CNetInterface v0).Alias)" | Should -BeExactly '7'
    }

    It 'explains what the kernel refuses' {
        Assert-Error { Set-CNetInterface v0 -MacAddress ff:ff:ff:ff:ff:ff } MacAddressInvalid InvalidArgument
        Assert-Error { Set-CNetInterface v0 -Mtu 1 } OptionInvalid InvalidArgument
        Assert-Error { Set-CNetInterface v0 -Master v0 } OptionInvalid InvalidArgument
        Assert-Error { Set-CNetInterface br0 -Master br0 } OptionInvalid InvalidArgument
        Assert-Error { New-CNetInterface x0 macvlan -Parent v0 -Mtu 9000 } OptionInvalid InvalidArgument
        Assert-Error { New-CNetInterface x0 tap -Mtu 1 } OptionInvalid InvalidArgument
        Assert-Error { New-CNetInterface x0 bridge -MacAddress ff:ff:ff:ff:ff:ff } MacAddressInvalid InvalidArgument
        (Get-ErrorOf { New-CNetInterface x0 vxlan }).ErrorDetails.RecommendedAction | Should -BeExactly 'Give -Id.'
        (Get-CNetInterface).Name | Should -Not -Contain 'x0'
    }

    It 'refuses what cannot be' {
        Assert-Error { Set-CNetInterface v0 -Isolated } OptionInvalid InvalidArgument 'no port of a bridge'
        Assert-Error { Set-CNetInterface v0 -Master br0 -NoMaster } OptionInvalid InvalidArgument
        Assert-Error { Set-CNetInterface v0 -Master nope } InterfaceNotFound ObjectNotFound
        Assert-Error { Set-CNetInterface nope -Mtu 1300 } InterfaceNotFound ObjectNotFound
        Assert-Error { Set-CNetInterface v0 -Mtu 1300 -Sandbox web -Namespace blue } NameAmbiguous InvalidArgument
        Assert-NullIsNotAll { Set-CNetInterface $null -Mtu 1300 }
        $web = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web
        Assert-Error { Set-CNetInterface $web.HostInterfaceName -Mtu 1300 } InterfaceInUse ResourceBusy 'lab/web'
        (Set-CNetInterface $web.HostInterfaceName -Mtu 1300 -Force -PassThru).Mtu | Should -Be 1300
    }

    It 'makes nothing a part of the bridge of a network, but for -Force' {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab
        Assert-Error { Set-CNetInterface v0 -Master br-lab } InterfaceInUse ResourceBusy "network 'lab'"
        (Get-CNetInterface v0).Master | Should -BeNullOrEmpty
        (Set-CNetInterface v0 -Master br-lab -Force -PassThru).Master | Should -BeExactly 'br-lab'
    }

    It 'changes the interface of an endpoint that is piped, where it is forced' {
        New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web | Set-CNetInterface -Alias theirs -Force
        (Get-CNetInterface eth0 -Sandbox web).Alias | Should -BeExactly 'theirs'
    }

    It 'does nothing with -WhatIf, and shows the commands of ip' {
        Set-CNetInterface v0 -Mtu 1300 -WhatIf
        (Get-CNetInterface v0).Mtu | Should -Be 1500
        (Set-CNetInterface v0 -Alias 'a b' -TxQueueLength 5 -Verbose 4>&1).Message | Should -BeExactly 'Performing the operation "Change interface" on target "v0".', "ip link set v0 alias 'a b'", 'ip link set v0 txqueuelen 5'
    }

    It 'completes names and masters' {
        (Complete 'Set-CNetInterface v').CompletionText | Sort-Object | Should -BeExactly 'v0', 'v1'
        (Complete 'Set-CNetInterface v0 -Master b').CompletionText | Should -BeExactly 'br0'
    }
}
