Describe 'Get-CNetInterface' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24, fd00:1::/64
        $web, $db = $lab | Connect-CNetNetwork -Sandbox web, db
    }
    AfterEach { Exit-TestHost }

    It 'lists those of the Host as ip does' {
        $interfaces = Get-CNetInterface
        $links = Invoke-InHost ip -j -d addr show | ConvertFrom-Json
        $interfaces.ForEach{ "$($_.Index) $($_.Name) $($_.Mtu) $($_.Address.Where{ -not $_.IPAddress.IsIPv6LinkLocal })" } |
            Should -BeExactly $links.ForEach{ "$($_.ifindex) $($_.ifname) $($_.mtu) $($_.addr_info.Where{ $_.scope -ne 'link' }.ForEach{ "$($_.local)/$($_.prefixlen)" })" }
        $interfaces.Where{ $_.Kind -ne 'loopback' }.ForEach{ "$($_.Kind) $($_.MacAddress) $($_.Master)" } |
            Should -BeExactly $links.Where{ $_.ifname -ne 'lo' }.ForEach{ "$($_.linkinfo.info_kind) $($_.address) $($_.master)" }
    }

    It 'knows the endpoints, and the other end of a pair' {
        $outside = Get-CNetInterface $web.HostInterfaceName
        "$($outside.Endpoint) $($outside.Master) $($outside.State) $($outside.Sandbox)" | Should -BeExactly "lab/web br-$($lab.ShortId) Up "
        $inside = Get-CNetInterface eth0 -Sandbox web
        "$($inside.Endpoint) $($inside.Sandbox) $($inside.MacAddress)" | Should -BeExactly "lab/web web $($web.MacAddress)"
        $inside.PeerIndex | Should -Be $outside.Index
        $outside.PeerIndex | Should -Be $inside.Index
    }

    It 'finds the veth of a container in one line' {
        (Get-CNetInterface -All | Where-Object PeerSandbox -eq web).Name | Should -BeExactly $web.HostInterfaceName
        (Get-CNetInterface eth0 -Sandbox web -ResolvePeer).PeerName | Should -BeExactly $web.HostInterfaceName
        ($db | Get-CNetInterface -ResolvePeer).PeerName | Should -BeExactly $db.HostInterfaceName, 'eth0'
        (Get-CNetInterface eth0 -Sandbox web).PeerName | Should -BeNullOrEmpty -Because 'it was not asked for'
    }

    It 'lists those of all namespaces, of a process too' {
        $null = New-CNetNamespace blue
        Invoke-InHost ip link add v0 type veth peer name v1 netns "$($testHost.NamespaceDirectory)/blue"
        $all = Get-CNetInterface -All
        $expected = (Invoke-InHost ip -j link | ConvertFrom-Json).ifname.ForEach{ " $_" } + ('web', 'db', 'blue').ForEach{ $ns = $_; (Invoke-InSandbox $ns ip -j link | ConvertFrom-Json).ifname.ForEach{ "$ns $_" } }
        $all.Where{ $_.Namespace -notlike '*/*' }.ForEach{ "$($_.Namespace) $_" } | Sort-Object | Should -BeExactly ($expected | Sort-Object)
        $all.Where{ $_.Namespace -like '/proc/*' }.Name | Should -Contain 'lo' -Because 'this process lives in another namespace'
        $end = Get-CNetInterface v1 -All | Where-Object Namespace -eq blue
        "$($end.Namespace) $($end.PeerName) $($end.PeerNamespace)" | Should -BeExactly 'blue v0 '
        Assert-Error { Get-CNetInterface nobody-has-this -All } InterfaceNotFound ObjectNotFound
    }

    It 'tells the network of a bridge' {
        (Get-CNetInterface "br-$($lab.ShortId)").Network | Should -BeExactly 'lab'
    }

    It 'tells up, down and without carrier' {
        Invoke-InHost ip link add idle type veth peer name other
        (Get-CNetInterface idle).State | Should -Be Down
        Invoke-InHost ip link set idle up
        (Get-CNetInterface idle).State | Should -Be NoCarrier -Because 'the other end is down'
        Invoke-InHost ip link set other up
        (Get-CNetInterface idle).State | Should -Be Up
        (Get-CNetInterface "br-$($lab.ShortId)").State | Should -Be Up
    }

    It 'looks into <Name>' -ForEach @(
        @{ Name = 'sandboxes'; Do = { Get-CNetInterface -Sandbox web } }
        @{ Name = 'piped sandboxes'; Do = { Get-CNetSandbox web | Get-CNetInterface } }
        @{ Name = 'sandboxes of another process'; Do = { Get-CNetSandbox web | ConvertTo-Deserialized | Get-CNetInterface } }
        @{ Name = 'namespaces'; Do = { Get-CNetInterface -Namespace web } }
        @{ Name = 'piped namespaces'; Do = { Get-CNetNamespace w* | Get-CNetInterface } }
        @{ Name = 'a path'; Do = { Get-CNetInterface -Namespace "$($testHost.NamespaceDirectory)/web" } }
    ) {
        $interfaces = & $Do
        $interfaces.Name | Should -BeExactly 'lo', 'eth0'
        "$($interfaces.Where{ $_.Name -eq 'eth0' }.Address)" | Should -Match '^10\.1\.0\.2/24 fd00:1::2/64'
    }

    It 'looks into several' {
        (Get-CNetInterface eth* -Sandbox *).Sandbox | Should -BeExactly 'db', 'web'
        (Get-CNetSandbox | Get-CNetInterface lo).Count | Should -Be 2
        (Get-CNetInterface -Namespace web, db).Count | Should -Be 4
    }

    It 'looks into the namespace of a process' {
        $expected = (ip -j link | ConvertFrom-Json).ifname
        (Get-Process -Id $PID | Get-CNetInterface).Name | Should -BeExactly $expected
        (Get-CNetInterface -Namespace "pid:$PID").Name | Should -BeExactly $expected
    }

    It 'gives both ends of an endpoint' {
        ($web | Get-CNetInterface).Name | Should -BeExactly 'eth0', $web.HostInterfaceName
        (Get-CNetInterface -Endpoint lab/db).Endpoint | Should -BeExactly 'lab/db', 'lab/db'
        $lab | Add-CNetEndpoint idle | Get-CNetInterface | Should -BeNullOrEmpty
    }

    It 'narrows the ends of an endpoint by name' {
        ($web | Get-CNetInterface eth0).Name | Should -BeExactly 'eth0'
    }

    It 'says that the namespace of a sandbox is gone' {
        $null = New-CNetNamespace own
        $null = New-CNetSandbox adopted -Namespace own
        Invoke-InHost umount "$($testHost.NamespaceDirectory)/own"
        Assert-Error { Get-CNetInterface -Sandbox adopted } NamespaceNotFound ObjectNotFound "sandbox 'adopted' is gone"
    }

    It 'takes a piped name for that of a sandbox' {
        ('web', 'db' | Get-CNetInterface eth0).Sandbox | Should -BeExactly 'web', 'db'
    }

    It 'takes the columns of a table' {
        ('Sandbox', 'web' | ConvertFrom-Csv | Get-CNetInterface eth0).Sandbox | Should -BeExactly 'web'
    }

    It 'finds the good ones and gives one error for each bad one' {
        $found = Get-CNetInterface lo, nope, x* -ErrorAction SilentlyContinue -ErrorVariable errors
        $found.Name | Should -BeExactly 'lo'
        $errors.FullyQualifiedErrorId | Should -BeExactly 'InterfaceNotFound,CNet.Commands.GetCNetInterfaceCommand'
        Assert-Error { Get-CNetInterface nope -Sandbox web } InterfaceNotFound ObjectNotFound 'web'
        Assert-Error { Get-CNetInterface -Sandbox nope } SandboxNotFound ObjectNotFound
        Assert-Error { Get-CNetInterface -Namespace nope } NamespaceNotFound ObjectNotFound
        Assert-Error { Get-CNetInterface -Endpoint nope } EndpointNotFound ObjectNotFound
 { Get-CNetInterface nope -ErrorAction Stop } | Should -Throw -ErrorId 'InterfaceNotFound,CNet.Commands.GetCNetInterfaceCommand'
    }

    It 'shows a table and a wide view' {
        $table = Get-CNetSandbox web | Get-CNetInterface | Format-Table | Out-String -Width 200
        $table | Should -Match 'Interfaces of: sandbox web'
        $table | Should -Match 'Index +Name +Kind +State +Peer +MacAddress +Address'
        $table | Should -Match "eth0 +veth +Up +if\d+ elsewhere +$($web.MacAddress) 10\.1\.0\.2/24, fd00:1::2/64"
        Get-CNetInterface -All | Out-String -Width 100 | Should -Match "$($web.HostInterfaceName) +veth +Up .+ eth0 in web"
        Get-CNetInterface lo | Format-Wide | Out-String | Should -Match '\blo\b'
        (Get-CNetInterface lo).InterfaceName | Should -BeExactly 'lo'
        (Get-CNetInterface lo).InterfaceIndex | Should -Be 1
    }

    It 'completes sandboxes, namespaces and endpoints' {
        (Complete 'Get-CNetInterface -Sandbox ').CompletionText | Should -BeExactly 'db', 'web'
        (Complete 'Get-CNetInterface -Namespace w').CompletionText | Should -BeExactly 'web'
        (Complete 'Get-CNetInterface -Endpoint ').CompletionText | Should -BeExactly 'db', 'web'
    }

    It 'completes names' {
        (Complete 'Get-CNetInterface br').CompletionText | Should -BeExactly "br-$($lab.ShortId)"
        (Complete 'Get-CNetInterface -Sandbox web -Name ').CompletionText | Should -Contain 'eth0'
    }
}
