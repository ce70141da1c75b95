Describe 'Get-CNetRule' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab | Connect-CNetNetwork -Sandbox web, db
    }
    AfterEach { Exit-TestHost }

    It 'lists what ip lists, of both families' {
        Invoke-InSandbox blue ip rule add from 10.0.0.0/8 fwmark 0x10/0xff pref 100 lookup 1000
        Invoke-InSandbox blue ip -6 rule add to fd00::/8 pref 100 prohibit
        (Get-CNetRule -Namespace blue).ForEach{ "$($_.AddressFamily) $_" } | Should -BeExactly 'IPv4 0: from all lookup local', 'IPv4 100: from 10.0.0.0/8 fwmark 0x10/0xff lookup 1000', 'IPv4 32766: from all lookup main',
            'IPv4 32767: from all lookup default', 'IPv6 0: from all lookup local', 'IPv6 100: from all to fd00::/8 prohibit', 'IPv6 32766: from all lookup main'
    }

    It 'selects by priority, table and family' {
        (Get-CNetRule 32766 -Sandbox web, db).Sandbox | Should -BeExactly 'web', 'web', 'db', 'db'
        (Get-CNetRule -Table main -AddressFamily IPv6 -Namespace blue).Priority | Should -Be 32766
        (Get-CNetSandbox web | Get-CNetRule -Table default).ForEach{ "$_" } | Should -BeExactly '32767: from all lookup default'
        Assert-Error { Get-CNetRule 7 } RuleNotFound ObjectNotFound
        Assert-Error { Get-CNetRule -Table nope } RouteInvalid InvalidArgument
    }

    It 'shows a table' {
        Get-CNetRule -Namespace blue | Format-Table | Out-String -Width 120 | Should -Match 'IPv4 +32766 +all +all +lookup +main'
    }
}
