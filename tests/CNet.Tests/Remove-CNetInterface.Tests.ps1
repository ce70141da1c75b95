Describe 'Remove-CNetInterface' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetNamespace blue
        $null = New-CNetInterface v0, v1, v2 veth -Peer w0, w1, w2
        Invoke-InSandbox blue ip link add br0 type bridge
    }
    AfterEach { Exit-TestHost }

    It 'removes <Name>' -ForEach @(
        @{ Name = 'by name, with the other end'; Do = { Remove-CNetInterface v0 }; Left = 'w1 v1 w2 v2' }
        @{ Name = 'by pattern'; Do = { Remove-CNetInterface v[01], nothing* }; Left = 'w2 v2' }
        @{ Name = 'what is piped'; Do = { Get-CNetInterface v1, v2 | Remove-CNetInterface }; Left = 'w0 v0' }
        @{ Name = 'both ends of a pair'; Do = { Get-CNetInterface v1, w1 | Remove-CNetInterface }; Left = 'w0 v0 w2 v2' }
        @{ Name = 'objects of another process'; Do = { Get-CNetInterface v1 | ConvertTo-Deserialized | Remove-CNetInterface }; Left = 'w0 v0 w2 v2' }
    ) {
        & $Do
        "$((Get-CNetInterface).Name)" | Should -BeExactly "lo $Left"
    }

    It 'removes what iproute2 made, in another namespace' {
        Remove-CNetInterface br0 -Namespace blue
        (Get-CNetInterface -Namespace blue).Name | Should -BeExactly 'lo'
    }

    It 'removes from several namespaces at once' {
        @(Get-CNetInterface v0; Get-CNetInterface br0 -Namespace blue) | Remove-CNetInterface -PassThru | ForEach-Object Name | Should -BeExactly 'v0', 'br0'
        (Get-CNetInterface -Namespace blue).Name | Should -BeExactly 'lo'
    }

    It 'takes hardly longer for many than for one' {
        $null = New-CNetInterface (1..40).ForEach{ "x$_" } ifb
        # The kernel holds each removal for a grace period; forty in turn would take about a second.
        (Measure-Command { Get-CNetInterface x* | Remove-CNetInterface }).TotalMilliseconds | Should -BeLessThan 500
        Get-CNetInterface x* | Should -BeNullOrEmpty
    }

    It 'takes what is gone for gone, and a wrong name for a mistake' {
        $copy = Get-CNetInterface v0 | ConvertTo-Deserialized
        $object = Get-CNetInterface v0
        Remove-CNetInterface v0
        $object, $copy | Remove-CNetInterface
        Assert-Error { Remove-CNetInterface nope } InterfaceNotFound ObjectNotFound
        Assert-Error { Remove-CNetInterface br0 -Namespace nope } NamespaceNotFound ObjectNotFound
        Assert-NullIsNotAll { Remove-CNetInterface $null }
        (Get-CNetInterface v1).Name | Should -BeExactly 'v1'
    }

    It 'refuses what belongs to CNet, and says which cmdlet it is for' {
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
        $web = $lab | Connect-CNetNetwork -Sandbox web
        Assert-Error { Remove-CNetInterface "br-$($lab.ShortId)" } InterfaceInUse ResourceBusy "network 'lab'"
        Assert-Error { Remove-CNetInterface $web.HostInterfaceName } InterfaceInUse ResourceBusy 'lab/web'
        Assert-Error { Remove-CNetInterface eth0 -Sandbox web } InterfaceInUse ResourceBusy 'lab/web'
        Remove-CNetInterface eth0 -Sandbox web -Force
        (Get-CNetInterface -Sandbox web).Name | Should -BeExactly 'lo'
    }

    It 'refuses what the kernel keeps' {
        Assert-Error { Remove-CNetInterface lo } InterfaceFixed InvalidOperation
    }

    It 'does nothing with -WhatIf' {
        Get-CNetInterface v* | Remove-CNetInterface -WhatIf
        (Get-CNetInterface v*).Name | Should -BeExactly 'v0', 'v1', 'v2'
    }
}
