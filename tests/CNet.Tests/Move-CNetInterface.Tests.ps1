Describe 'Move-CNetInterface' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetNamespace blue
        $null = New-CNetSandbox web
        $null = New-CNetInterface v0, v1 veth -Peer w0, w1 -Up -IPAddress 10.9.0.1/24
    }
    AfterEach { Exit-TestHost }

    It 'moves into a <Name>' -ForEach @(
        @{ Name = 'sandbox'; To = { @{ ToSandbox = 'web' } }; There = 'web' }
        @{ Name = 'sandbox that is an object'; To = { @{ ToSandbox = Get-CNetSandbox web } }; There = 'web' }
        @{ Name = 'namespace'; To = { @{ ToNamespace = 'blue' } }; There = 'blue' }
        @{ Name = 'namespace by its path'; To = { @{ ToNamespace = "$($testHost.NamespaceDirectory)/blue" } }; There = 'blue' }
    ) {
        $to = & $To
        $moved = Move-CNetInterface v0 @to -PassThru
        "$moved $($moved.State) $($moved.Address)" | Should -BeExactly 'v0 Down '
        (Invoke-InSandbox $There ip -j link show dev v0 | ConvertFrom-Json).ifname | Should -BeExactly 'v0'
        (Get-CNetInterface).Name | Should -Not -Contain 'v0'
    }

    It 'moves into the namespace of a process' {
        $process = Get-Process -Id (Start-Sleeper web)
        Move-CNetInterface v0 -ToNamespace $process
        Move-CNetInterface v1 -ToNamespace "pid:$($process.Id)"
        Stop-CNetProcess $process -Force
        (Get-CNetInterface v* -Sandbox web).Name | Should -BeExactly 'v0', 'v1'
    }

    It 'renames on the way, sets up, and moves back to the Host' {
        $moved = Move-CNetInterface v0 -ToSandbox web -NewName eth5 -Up -PassThru
        "$moved $($moved.Sandbox) $($moved.State)" | Should -BeExactly 'eth5 web Up'
        $moved | Move-CNetInterface -ToHost -NewName v0
        Get-CNetInterface w1 | Move-CNetInterface -ToNamespace blue -PassThru | ConvertTo-Deserialized | Move-CNetInterface -ToHost
        'InterfaceName,Sandbox', 'v1,' | ConvertFrom-Csv | Move-CNetInterface -ToSandbox web
        Move-CNetInterface v1 -Sandbox web -ToHost
        (Get-CNetInterface).Name | Sort-Object | Should -BeExactly 'lo', 'v0', 'v1', 'w0', 'w1'
    }

    It 'takes along what it had where that is wanted' {
        Invoke-InHost ip route add 10.20.0.0/16 via 10.9.0.2 dev v0
        $moved = Move-CNetInterface v0 -ToSandbox web -KeepConfiguration -PassThru
        "$($moved.State) $($moved.Address.Where{ -not $_.IPAddress.IsIPv6LinkLocal })" | Should -BeExactly 'Up 10.9.0.1/24'
        (Invoke-InSandbox web ip -j route show 10.20.0.0/16 | ConvertFrom-Json).gateway | Should -BeExactly '10.9.0.2'
    }

    It 'says what cannot move, and why' {
        Invoke-InSandbox blue ip link add v0 type bridge
        Assert-Error { Move-CNetInterface lo -ToNamespace blue } InterfaceFixed InvalidOperation 'cannot leave its namespace'
        Assert-Error { Move-CNetInterface v0 -ToNamespace blue } InterfaceExists ResourceExists 'blue'
        Assert-Error { Move-CNetInterface v0 -Namespace blue -ToHost } InterfaceFixed InvalidOperation
        Assert-Error { Move-CNetInterface v0 -ToHost } InterfaceExists ResourceExists
        Assert-Error { Move-CNetInterface v0 -ToSandbox nope } SandboxNotFound ObjectNotFound
        Assert-Error { Move-CNetInterface v* -ToSandbox web -NewName x } CountMismatch InvalidArgument
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web
        Assert-Error { Move-CNetInterface eth0 -Sandbox web -ToHost } InterfaceInUse ResourceBusy
        (Get-CNetInterface v0).State | Should -Be Up
    }

    It 'does nothing with -WhatIf' {
        Move-CNetInterface v0 -ToSandbox web -WhatIf
        (Get-CNetInterface v0).State | Should -Be Up
    }

    It 'completes where to' {
        (Complete 'Move-CNetInterface v0 -ToSandbox ').CompletionText | Should -BeExactly 'web'
        (Complete 'Move-CNetInterface v0 -ToNamespace b').CompletionText | Should -BeExactly 'blue'
    }
}
