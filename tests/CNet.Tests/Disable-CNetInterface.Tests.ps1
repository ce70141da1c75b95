Describe 'Disable-CNetInterface' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetNamespace blue
        foreach ($name in 'v0', 'x0') {
            Invoke-InSandbox blue ip link add $name type ifb
            Invoke-InSandbox blue ip link set $name up
        }
        # What ip shows of each as its flags.
        function Test-Up([string] $Name) { (Invoke-InSandbox blue ip -j link show dev $Name | ConvertFrom-Json).flags -contains 'UP' }
    }
    AfterEach { Exit-TestHost }

    It 'sets <Name> down' -ForEach @(
        @{ Name = 'one'; Do = { Disable-CNetInterface v0 -Namespace blue } }
        @{ Name = 'those that fit'; Do = { Disable-CNetInterface v* -Namespace blue } }
        @{ Name = 'what is piped'; Do = { Get-CNetInterface v0 -Namespace blue | Disable-CNetInterface } }
        @{ Name = 'an object of another process'; Do = { Get-CNetInterface v0 -Namespace blue | ConvertTo-Deserialized | Disable-CNetInterface } }
        @{ Name = 'the row of a table'; Do = { 'InterfaceName,Namespace', 'v0,blue' | ConvertFrom-Csv | Disable-CNetInterface } }
    ) {
        & $Do
        Test-Up v0 | Should -Be $false
        Test-Up x0 | Should -Be $true
    }

    It 'emits them where that is wanted' {
        Disable-CNetInterface v0 -Namespace blue | Should -BeNullOrEmpty
        (Disable-CNetInterface v0, x0 -Namespace blue -PassThru).State | Should -Be Down, Down
    }

    It 'refuses what belongs to an endpoint unless it is forced' {
        $web = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web
        Assert-Error { Disable-CNetInterface eth0 -Sandbox web } InterfaceInUse ResourceBusy 'lab/web'
        (Disable-CNetInterface eth0 -Sandbox web -Force -PassThru).State | Should -Be Down
        Assert-Error { Disable-CNetInterface nope } InterfaceNotFound ObjectNotFound
        $web.InterfaceName | Should -BeExactly 'eth0'
    }

    It 'takes the loopback interface of a sandbox down only with -Force' {
        $null = New-CNetSandbox own
        Assert-Error { Disable-CNetInterface lo -Sandbox own } InterfaceInUse ResourceBusy "sandbox 'own'"
        (Get-CNetInterface lo -Sandbox own).State | Should -Be Up
        (Disable-CNetInterface lo -Sandbox own -Force -PassThru).State | Should -Be Down
    }

    It 'does nothing with -WhatIf' {
        Disable-CNetInterface v0 -Namespace blue -WhatIf
        Test-Up v0 | Should -Be $true
    }
}
