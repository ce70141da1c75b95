Describe 'New-CNetInterface' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetSandbox web
        $null = New-CNetNamespace blue
    }
    AfterEach { Exit-TestHost }

    It 'makes a pair into a sandbox, and tells of both ends' {
        $made = New-CNetInterface veth0 -Kind veth -Peer eth5 -PeerSandbox web -IPAddress 10.9.0.1/24, fd09::1/64 -Mtu 1400 -Alias 'to web' -Group 3 -Up
        "$made $($made.PeerName) $($made.PeerSandbox) $($made.State)" | Should -BeExactly 'veth0 eth5 web Up'
        $link = Invoke-InHost ip -j -d addr show dev veth0 | ConvertFrom-Json
        "$($link.mtu) $($link.ifalias) $($link.group) $($link.operstate)" | Should -BeExactly '1400 to web 3 UP'
        $link.addr_info.Where{ $_.scope -eq 'global' }.local | Should -BeExactly '10.9.0.1', 'fd09::1'
        (Invoke-InSandbox web ip -j link show dev eth5 | ConvertFrom-Json).operstate | Should -BeExactly 'UP'
    }

    It 'makes <Kind> in <Where>' -ForEach @(
        @{ Kind = 'bridge'; Where = 'the Host'; With = @{ Stp = $true; AgeingTime = '30s' } }
        @{ Kind = 'ifb'; Where = 'a namespace'; With = @{ Namespace = 'blue' } }
        @{ Kind = 'tun'; Where = 'a sandbox'; With = @{ Sandbox = 'web'; User = 'nobody' } }
        @{ Kind = 'tap'; Where = 'a namespace'; With = @{ Namespace = 'blue'; MacAddress = '02:00:00:00:00:07' } }
        @{ Kind = 'macvlan'; Where = 'a namespace'; With = @{ Namespace = 'blue'; Parent = 'base'; Mode = 'Bridge' } }
        @{ Kind = 'vxlan'; Where = 'a namespace'; With = @{ Namespace = 'blue'; Id = 42; Parent = 'base'; RemoteAddress = '10.1.0.2'; LocalAddress = '10.1.0.1'; Port = 4790; NoLearning = $true } }
    ) {
        $null = New-CNetInterface base veth -Peer far -Namespace blue
        $made = New-CNetInterface x0 $Kind @With
        $made.Kind | Should -BeExactly $Kind
        if ($With.ContainsKey('Id')) { $made.KindId | Should -Be $With.Id }
        foreach ($name in 'Mode', 'Parent', 'Port', 'RemoteAddress', 'LocalAddress', 'MacAddress') { if ($With.ContainsKey($name)) { "$($made.$name)" | Should -BeExactly "$($With.$name)" } }
        $place = $made.Namespace ? @('Invoke-InSandbox', ($With.Namespace ?? $With.Sandbox)) : @('Invoke-InHost')
        $link = (& $place[0] @($place[1..9]) ip -j -d link show dev x0) | ConvertFrom-Json
        $link.linkinfo.info_kind | Should -BeExactly ($Kind -eq 'tap' ? 'tun' : $Kind)
    }

    It 'makes several at once' {
        (New-CNetInterface a, b, c bridge).Name | Should -BeExactly 'a', 'b', 'c'
        (New-CNetInterface v1, v2 veth -Peer w1, w2 -Master a).PeerName | Should -BeExactly 'w1', 'w2'
        (Get-CNetInterface v*).Master | Should -BeExactly 'a', 'a'
        Assert-Error { New-CNetInterface v3, v4 veth -Peer w3 } CountMismatch InvalidArgument
    }

    It 'makes one in each sandbox that is piped' {
        $null = New-CNetSandbox db
        (Get-CNetSandbox | New-CNetInterface tap0 tap).Sandbox | Should -BeExactly 'db', 'web'
        (Get-CNetNamespace blue | New-CNetInterface tap0 tap).Namespace | Should -Match 'blue$'
    }

    It 'takes addresses, parents and masters as objects' {
        $bridge = New-CNetInterface br0 bridge
        $base = New-CNetInterface base veth -Peer far -Master $bridge -IPAddress (Get-CNetInterface lo -Sandbox web).Address[0]
        "$($base.Master) $($base.Address)" | Should -BeExactly 'br0 127.0.0.1/8'
        (New-CNetInterface mv0 macvlan -Parent (Get-CNetInterface far)).Parent | Should -BeExactly 'far'
    }

    It 'makes the other end in the namespace of a process' {
        $process = Get-Process -Id (Start-Sleeper web)
        (New-CNetInterface v0 veth -Peer eth7 -PeerNamespace $process).PeerNamespace | Should -BeExactly "pid:$($process.Id)"
        (Get-CNetInterface eth7 -Sandbox web -ResolvePeer).PeerName | Should -BeExactly 'v0'
        Stop-CNetProcess $process -Force
    }

    It 'says what does not belong to the kind, and what it lacks' {
        Assert-Error { New-CNetInterface x0 veth -Peer x1 -Id 5 } OptionUnknown InvalidArgument 'vlan or vxlan'
        Assert-Error { New-CNetInterface x0 bridge -User root } OptionUnknown InvalidArgument 'tap or tun'
        Assert-Error { New-CNetInterface x0 veth } OptionInvalid InvalidArgument 'needs Peer'
        Assert-Error { New-CNetInterface x0 vlan -Id 5 } OptionInvalid InvalidArgument 'needs Parent'
        Assert-Error { New-CNetInterface x0 ring } OptionInvalid InvalidArgument
        Assert-Error { New-CNetInterface lo bridge } InterfaceExists ResourceExists
        Assert-Error { New-CNetInterface 'a b' bridge } NameInvalid InvalidArgument
        Assert-Error { New-CNetInterface x0 bridge -IPAddress 10.1.0.1/33 } AddressInvalid InvalidArgument
        Assert-Error { New-CNetInterface x0 bridge -MacAddress 02 } MacAddressInvalid InvalidArgument
        Assert-Error { New-CNetInterface x0 bridge -Master nope } InterfaceNotFound ObjectNotFound
        Assert-Error { New-CNetInterface x0 bridge -Sandbox nope } SandboxNotFound ObjectNotFound
        Assert-Error { New-CNetInterface x0 veth -Peer x1 -PeerSandbox web -PeerNamespace blue } NameAmbiguous InvalidArgument
        (Get-CNetInterface).Name | Should -BeExactly 'lo'
    }

    It 'does nothing with -WhatIf, and shows what would be' {
        $made = New-CNetInterface v0 veth -Peer eth5 -PeerSandbox web -Up -WhatIf
        "$made $($made.PeerName) $($made.PeerSandbox) $($made.IsPreview)" | Should -BeExactly 'v0 eth5 web True'
        $made | Set-CNetInterface -Mtu 1300 -PassThru | Rename-CNetInterface -NewName v9
        (Get-CNetInterface).Name | Should -BeExactly 'lo'
    }

    It 'makes nothing a part of the bridge of a network, but for -Force' {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab
        Assert-Error { New-CNetInterface t0 tap -Master br-lab } InterfaceInUse ResourceBusy "network 'lab'"
        (Get-CNetInterface).Name | Should -Not -Contain 't0'
        (New-CNetInterface t0 tap -Master br-lab -Force).Master | Should -BeExactly 'br-lab'
    }

    It 'shows the commands of ip' {
        $said = New-CNetInterface vx0 vxlan -Id 42 -RemoteAddress 10.0.0.2 -IPAddress 10.9.0.1/24 -Up -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        $said.Message | Should -Contain 'ip link add vx0 type vxlan id 42 remote 10.0.0.2 dstport 4789'
        $said.Message | Should -Contain 'ip addr add 10.9.0.1/24 dev vx0'
        (New-CNetInterface t0 tap -Sandbox web -User nobody -Verbose 4>&1).Message | Should -Contain "ip -n $((Get-CNetSandbox web).Namespace) tuntap add t0 mode tap user 65534"
    }

    It 'completes kinds, modes, sandboxes and interfaces' {
        (Complete 'New-CNetInterface x0 -Kind v').CompletionText | Should -BeExactly 'veth', 'vlan', 'vrf', 'vxlan'
        (Complete 'New-CNetInterface x0 macvlan -Mode B').CompletionText | Should -BeExactly 'Bridge'
        (Complete 'New-CNetInterface x0 veth -PeerSandbox ').CompletionText | Should -BeExactly 'web'
        (Complete 'New-CNetInterface x0 macvlan -Namespace blue -Parent ').CompletionText | Should -BeExactly 'lo'
    }
}
