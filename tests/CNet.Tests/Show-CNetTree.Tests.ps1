Describe 'Show-CNetTree' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-CNetNetwork lab -Subnet 10.1.0.0/24 | Add-CNetEndpoint -Name web, db | Join-CNetSandbox -Sandbox { $_.Name } | Out-Null
        New-CNetNetwork back -Subnet 10.2.0.0/24 -Internal | Connect-CNetNetwork -Sandbox db | Out-Null
        $null = New-CNetNamespace red, blue
        $null = New-CNetInterface veth0 veth -Peer veth1 -Namespace red -PeerNamespace blue -IPAddress 10.5.0.1/24
        $lab, $back = (Get-CNetNetwork lab, back).InterfaceName
        $ports = Get-CNetEndpoint web, lab/db, back/db | ForEach-Object HostInterfaceName
        $branch, $last, $bar, $pair = "`u{251C}`u{2500}", "`u{2514}`u{2500}", "`u{2502}", "`u{2500}`u{2500}"
        # Only what is of this Host: namespaces of the machine are seen as well.
        function Get-Line { (Show-CNetTree @args).Where{ "$($_.Namespace)" -notlike '*/*' }.Line }
    }
    AfterEach { Exit-TestHost }

    It 'shows the Host, its bridges, their ports with their other ends, and other namespaces' {
        Get-Line | Should -BeExactly @(
            "Host $testHost"
            "$branch $lab  bridge  10.1.0.1/24  network lab"
            "$bar  $branch $($ports[0]) $pair eth0 in sandbox web  10.1.0.2/24  lab/web"
            "$bar  $last $($ports[1]) $pair eth0 in sandbox db  10.1.0.3/24  lab/db"
            "$last $back  bridge  10.2.0.1/24  network back"
            "   $last $($ports[2]) $pair eth1 in sandbox db  10.2.0.2/24  back/db"
            'namespace blue'
            "$last veth1 $pair veth0 in red  10.5.0.1/24  down"
        )
    }

    It 'shows only what belongs to a network: <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Get-Line back } }
        @{ Name = 'wildcard'; Do = { Get-Line ba* } }
        @{ Name = 'object'; Do = { Get-Line (Get-CNetNetwork back) } }
        @{ Name = 'piped'; Do = { (Get-CNetNetwork back | Show-CNetTree).Line } }
    ) {
        & $Do | Should -BeExactly @(
            "Host $testHost"
            "$last $back  bridge  10.2.0.1/24  network back"
            "   $last $($ports[2]) $pair eth1 in sandbox db  10.2.0.2/24  back/db"
        )
    }

    It 'shows only what leads to a sandbox: <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Show-CNetTree -Sandbox web } }
        @{ Name = 'piped'; Do = { Get-CNetSandbox web | Show-CNetTree } }
    ) {
        (& $Do).Line | Should -BeExactly "Host $testHost", "$last $lab  bridge  10.1.0.1/24  network lab", "   $last $($ports[0]) $pair eth0 in sandbox web  10.1.0.2/24  lab/web"
    }

    It 'shows only what leads to a namespace: <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Show-CNetTree -Namespace red } }
        @{ Name = 'piped'; Do = { Get-CNetNamespace red | Show-CNetTree } }
        @{ Name = 'path'; Do = { Show-CNetTree -Namespace (Get-CNetNamespace red).Path } }
    ) {
        (& $Do).Line | Should -BeExactly 'namespace blue', "$last veth1 $pair veth0 in red  10.5.0.1/24  down"
    }

    It 'makes one tree of all that comes down the pipeline' {
        (Get-CNetSandbox web, db | Show-CNetTree).Where{ -not $_.Depth }.Line | Should -BeExactly "Host $testHost"
    }

    It 'gives lines that know what they show' {
        $line = Show-CNetTree | Where-Object Sandbox -EQ web
        $line.Interface.Name | Should -BeExactly $ports[0]
        $line.FarEnd.Name | Should -BeExactly eth0
        $line.Depth | Should -Be 2
        "$line" | Should -BeExactly $line.Line
        $line.FarEnd | Get-CNetStatistic | ForEach-Object Sandbox | Should -BeExactly web
        ($line | ConvertTo-Deserialized).Line | Should -BeExactly $line.Line
    }

    It 'prints as a tree' {
        (Show-CNetTree lab | Out-String).Trim() -split "`n" | Should -BeExactly (Get-Line lab)
    }

    It 'says what does not exist, and takes nothing for all' {
        Assert-Error { Show-CNetTree nope } NetworkNotFound ObjectNotFound
        Assert-Error { Show-CNetTree -Sandbox nope } SandboxNotFound ObjectNotFound
        Assert-Error { Show-CNetTree -Namespace nope } NamespaceNotFound ObjectNotFound
        Assert-NullIsNotAll { Show-CNetTree $null }
        Show-CNetTree nope* | Should -BeNullOrEmpty
        @() | Show-CNetTree | Should -BeNullOrEmpty
    }

    It 'completes names' {
        (Complete 'Show-CNetTree l').CompletionText | Should -BeExactly lab
        (Complete 'Show-CNetTree -Sandbox w').CompletionText | Should -BeExactly web
    }
}
