Describe 'Enable-CNetInterface' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetNamespace blue
        foreach ($name in 'v0', 'x0') {
            Invoke-InSandbox blue ip link add $name type ifb
            Invoke-InSandbox blue ip link set $name down
        }
        # What ip shows of each as its flags.
        function Test-Up([string] $Name) { (Invoke-InSandbox blue ip -j link show dev $Name | ConvertFrom-Json).flags -contains 'UP' }
    }
    AfterEach { Exit-TestHost }

    It 'sets <Name> up' -ForEach @(
        @{ Name = 'one'; Do = { Enable-CNetInterface v0 -Namespace blue } }
        @{ Name = 'those that fit'; Do = { Enable-CNetInterface v* -Namespace blue } }
        @{ Name = 'what is piped'; Do = { Get-CNetInterface v0 -Namespace blue | Enable-CNetInterface } }
        @{ Name = 'an object of another process'; Do = { Get-CNetInterface v0 -Namespace blue | ConvertTo-Deserialized | Enable-CNetInterface } }
        @{ Name = 'the row of a table'; Do = { 'InterfaceName,Namespace', 'v0,blue' | ConvertFrom-Csv | Enable-CNetInterface } }
    ) {
        & $Do
        Test-Up v0 | Should -Be $true
        Test-Up x0 | Should -Be $false
    }

    It 'emits them where that is wanted' {
        Enable-CNetInterface v0 -Namespace blue | Should -BeNullOrEmpty
        (Enable-CNetInterface v0, x0 -Namespace blue -PassThru).State | Should -Be Up, Up
    }

    It 'refuses what belongs to an endpoint unless it is forced' {
        $web = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web
        Assert-Error { Enable-CNetInterface eth0 -Sandbox web } InterfaceInUse ResourceBusy 'lab/web'
        (Enable-CNetInterface eth0 -Sandbox web -Force -PassThru).State | Should -Be Up
        Assert-Error { Enable-CNetInterface nope } InterfaceNotFound ObjectNotFound
        $web.InterfaceName | Should -BeExactly 'eth0'
    }

    It 'does nothing with -WhatIf' {
        Enable-CNetInterface v0 -Namespace blue -WhatIf
        Test-Up v0 | Should -Be $false
    }
}
