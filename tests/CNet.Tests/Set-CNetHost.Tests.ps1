Describe 'Set-CNetHost' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach { Enter-TestHost }
    AfterEach { Exit-TestHost }

    It 'sets where default subnets are cut from, and goes back' {
        Set-CNetHost -DefaultPool 10.64.0.0/12/20, fd64::/32/64 | Should -BeNullOrEmpty
        (New-CNetNetwork a -EnableIPv6).Subnet | Should -BeExactly '10.64.0.0/20', 'fd64::/64'
        Set-CNetHost -DefaultPool @()
        (New-CNetNetwork b).Subnet | Should -BeExactly '172.18.0.0/24'
        (Get-CNetNetwork a).Subnet | Should -Contain '10.64.0.0/20' -Because 'networks that exist keep their subnets'
    }

    It 'sets the subnet of the network bridge, while it has no endpoints' {
        Set-CNetHost -DefaultSubnet 10.99.0.0/16
        (Get-CNetNetwork bridge).Subnet | Should -BeExactly '10.99.0.0/16'
        $null = Connect-CNetNetwork bridge web
        Invoke-InHost ip -br addr show cnet0 | Should -Match '10\.99\.0\.1/16'
        $before = Get-HostState
        Assert-Error { Set-CNetHost -DefaultSubnet 10.98.0.0/16 } NetworkInUse ResourceBusy
        Get-HostState | Should -BeExactly $before
        Remove-CNetNetwork * -Force
        Remove-CNetSandbox web -RemoveEndpoint
        Set-CNetHost -DefaultSubnet 10.98.0.0/16
        (New-CNetNetwork again -Subnet 10.99.0.0/16).Subnet | Should -BeExactly '10.99.0.0/16'
    }

    It 'forbids forwarding, and says so where a network needs it' {
        Set-CNetHost -Forwarding Forbid
        Assert-Error { New-CNetNetwork lab } ForwardingForbidden InvalidOperation
        (New-CNetNetwork dark -Internal).Internal | Should -BeTrue
        Invoke-InHost cat /proc/sys/net/ipv4/ip_forward | Should -Be 0
        Set-CNetHost -Forwarding Auto
        $null = New-CNetNetwork lab
        Invoke-InHost cat /proc/sys/net/ipv4/ip_forward | Should -Be 1
    }

    It 'forbids forwarding for the network bridge too' {
        Set-CNetHost -Forwarding Forbid
        Assert-Error { Connect-CNetNetwork bridge web } ForwardingForbidden InvalidOperation
        Invoke-InHost cat /proc/sys/net/ipv4/ip_forward | Should -Be 0
    }

    It 'says when the agent starts' {
        (Get-CNetHost -Current).AgentStart | Should -Be Manual -Because 'that is what tests begin with'
        (Set-CNetHost -AgentStart OnDemand -PassThru).AgentStart | Should -Be OnDemand
        Set-CNetHost -AgentStart Manual -WhatIf
        (Get-CNetHost -Current).AgentStart | Should -Be OnDemand
    }

    It 'keeps the settings for other processes' {
        Set-CNetHost -Forwarding Forbid -DefaultPool 10.64.0.0/12/24
        Invoke-Pwsh '"$((Get-CNetHost -Current).Forwarding) $((New-CNetNetwork lab -Internal).Subnet)"' | Should -BeExactly 'Forbid 10.64.0.0/24'
    }

    It 'takes Hosts by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Set-CNetHost $testHost.Name -Forwarding Forbid } }
        @{ Name = 'wildcard'; Do = { Set-CNetHost host-* -Forwarding Forbid } }
        @{ Name = 'piped object'; Do = { Get-CNetHost -Current | Set-CNetHost -Forwarding Forbid } }
        @{ Name = 'piped name'; Do = { $testHost.Name | Set-CNetHost -Forwarding Forbid } }
        @{ Name = 'object of another process'; Do = { Get-CNetHost -Current | ConvertTo-Deserialized | Set-CNetHost -Forwarding Forbid } }
        @{ Name = 'nothing: the one in use'; Do = { Set-CNetHost -Forwarding Forbid } }
    ) {
        & $Do
        (Get-CNetHost -Current).Forwarding | Should -Be Forbid
        (Get-CNetHost machine).Forwarding | Should -BeNullOrEmpty -Because 'it was never used'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a pool without a size'; Arguments = @{ DefaultPool = '10.64.0.0/12' } }
        @{ Name = 'a pool that is smaller than its parts'; Arguments = @{ DefaultPool = '10.64.0.0/24/20' } }
        @{ Name = 'parts without addresses'; Arguments = @{ DefaultPool = '10.64.0.0/12/32' } }
        @{ Name = 'a pool with host bits'; Arguments = @{ DefaultPool = '10.64.0.1/12/24' } }
        @{ Name = 'words'; Arguments = @{ DefaultPool = 'many' } }
        @{ Name = 'a subnet with host bits'; Arguments = @{ DefaultSubnet = '10.99.0.1/16' } }
        @{ Name = 'a tiny subnet'; Arguments = @{ DefaultSubnet = '10.99.0.0/31' } }
        @{ Name = 'an IPv6 subnet'; Arguments = @{ DefaultSubnet = 'fd00::/64' } }
    ) {
        $before = Get-HostState
        Assert-Error { Set-CNetHost @Arguments } SubnetInvalid InvalidArgument
        Assert-Error { Set-CNetHost @Arguments -WhatIf } SubnetInvalid InvalidArgument
        Get-HostState | Should -BeExactly $before
    }

    It 'refuses a subnet that overlaps' {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24
        Assert-Error { Set-CNetHost -DefaultSubnet 10.1.0.0/16 } SubnetOverlap InvalidArgument "network 'lab'"
        (Get-CNetNetwork bridge).Subnet | Should -BeExactly '172.17.0.0/16'
    }

    It 'changes the good ones and gives one error for each bad one' {
        $changed = Set-CNetHost nope, $testHost.Name -Forwarding Forbid -PassThru -ErrorAction SilentlyContinue -ErrorVariable errors
        "$($changed.Name) $($changed.Forwarding)" | Should -BeExactly "$($testHost.Name) Forbid"
        $errors.FullyQualifiedErrorId | Should -BeExactly 'HostNotFound,CNet.Commands.SetCNetHostCommand'
 { Set-CNetHost nope -Forwarding Auto -ErrorAction Stop } | Should -Throw -ErrorId 'HostNotFound,CNet.Commands.SetCNetHostCommand'
    }

    It 'changes nothing with -WhatIf, and asks with -Confirm' {
        $before = Get-HostState
        Set-CNetHost -Forwarding Forbid -DefaultSubnet 10.99.0.0/16 -DefaultPool 10.64.0.0/12/24 -WhatIf
        Get-HostState | Should -BeExactly $before
        Invoke-Pwsh 'Set-CNetHost -Forwarding Forbid -Confirm' n | Out-String | Should -Match 'Change settings: host-'
        Get-HostState | Should -BeExactly $before
        Set-CNetHost -Forwarding Forbid -Confirm:$false
        (Get-CNetHost -Current).Forwarding | Should -Be Forbid
    }

    It 'completes Hosts and modes' {
        (Complete "Set-CNetHost $($testHost.Name)").CompletionText | Should -BeExactly $testHost.Name
        (Complete 'Set-CNetHost -Forwarding ').CompletionText | Should -BeExactly 'Auto', 'Forbid'
        (Complete 'Set-CNetHost -AgentStart ').CompletionText | Should -BeExactly 'Manual', 'OnDemand'
    }
}
