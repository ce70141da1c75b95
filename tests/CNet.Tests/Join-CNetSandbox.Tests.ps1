Describe 'Join-CNetSandbox' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
        $web, $db = $lab | Add-CNetEndpoint web, db
    }
    AfterEach { Exit-TestHost }

    Context 'what it does' {
        It 'brings the interface with its addresses into a sandbox that it makes' {
            $joined = Join-CNetSandbox -Endpoint web -Sandbox box
            $joined | Should -BeOfType CNet.Endpoint
            "$($joined.Sandbox) $($joined.State) $($joined.InterfaceName) $($joined.Gateway) $($joined.IsDefaultGateway)" | Should -BeExactly 'box Joined eth0 10.1.0.1 True'
            "$($joined.Id) $($joined.IPAddress) $($joined.MacAddress)" | Should -BeExactly "$($web.Id) $($web.IPAddress) $($web.MacAddress)"
            $link = Invoke-InSandbox box ip -j addr show eth0 | ConvertFrom-Json
            "$($link.address) $($link.operstate) $($link.addr_info.local)/$($link.addr_info.prefixlen)" | Should -BeExactly "$($web.MacAddress) UP 10.1.0.2/24"
            Invoke-InSandbox box ip route show default | Should -Match '^default via 10\.1\.0\.1 dev eth0'
            (Invoke-InHost bridge -j link show dev $joined.HostInterfaceName | ConvertFrom-Json).master | Should -BeExactly "br-$($lab.ShortId)"
            (Get-CNetSandbox box).IsTemporary | Should -BeTrue
        }

        It 'lets sandboxes of a network reach each other and the Host, and those of another not' {
            $null = $web, $db | Join-CNetSandbox -Sandbox { $_.Name }
            $null = New-CNetNetwork other -Subnet 10.2.0.0/24 | Connect-CNetNetwork -Sandbox stranger
            Test-Ping web 10.1.0.3 | Should -BeTrue
            Test-Ping web 10.1.0.1 | Should -BeTrue
            Test-Ping stranger 10.1.0.2 | Should -BeFalse
        }

        It 'joins a second network under the next name, and leaves the default route where it is' {
            $null = Join-CNetSandbox -Endpoint web -Sandbox box
            $second = New-CNetNetwork other -Subnet 10.2.0.0/24 | Add-CNetEndpoint web | Join-CNetSandbox -Sandbox box
            "$($second.InterfaceName) $($second.IsDefaultGateway)" | Should -BeExactly 'eth1 False'
            Invoke-InSandbox box ip route show default | Should -Match '^default via 10\.1\.0\.1 dev eth0'
        }

        It 'moves the default route with <Name>' -ForEach @(
            @{ Name = '-DefaultGateway'; Arguments = @{ DefaultGateway = $true } }
            @{ Name = 'a higher -Priority'; Arguments = @{ Priority = 5 } }
        ) {
            $null = Join-CNetSandbox -Endpoint web -Sandbox box
            $second = New-CNetNetwork other -Subnet 10.2.0.0/24 | Add-CNetEndpoint web | Join-CNetSandbox -Sandbox box @Arguments
            $second.IsDefaultGateway | Should -BeTrue
            Invoke-InSandbox box ip route show default | Should -Match '^default via 10\.2\.0\.1 dev eth1'
            $second | Disconnect-CNetSandbox
            Invoke-InSandbox box ip route show default | Should -Match '^default via 10\.1\.0\.1 dev eth0'
        }

        It 'takes another name for the interface' {
            (Join-CNetSandbox -Endpoint web -Sandbox box -InterfaceName net7).InterfaceName | Should -BeExactly 'net7'
            Invoke-InSandbox box ip -o link show net7 | Should -HaveCount 1
            (Join-CNetSandbox -Endpoint db -Sandbox box).InterfaceName | Should -BeExactly 'eth0'
        }

        It 'keeps addresses over leaving and joining elsewhere' {
            $null = Join-CNetSandbox -Endpoint web -Sandbox one
            Disconnect-CNetSandbox one
            $again = Join-CNetSandbox -Endpoint web -Sandbox two
            "$($again.IPAddress) $($again.MacAddress)" | Should -BeExactly "$($web.IPAddress) $($web.MacAddress)"
            Invoke-InSandbox two ip -br addr show eth0 | Should -Match '10\.1\.0\.2/24'
        }
    }

    Context 'which endpoints and sandboxes' {
        It 'takes endpoints by <Name>' -ForEach @(
            @{ Name = 'name'; Do = { Join-CNetSandbox -Endpoint web -Sandbox box } }
            @{ Name = 'network and name'; Do = { Join-CNetSandbox -Endpoint lab/web -Sandbox box } }
            @{ Name = 'name in a network'; Do = { Join-CNetSandbox -Endpoint web -Network lab -Sandbox box } }
            @{ Name = 'beginning of the id'; Do = { Join-CNetSandbox -Endpoint $web.ShortId -Sandbox box } }
            @{ Name = 'wildcard'; Do = { Join-CNetSandbox -Endpoint W* -Sandbox box } }
            @{ Name = 'object'; Do = { Join-CNetSandbox -Endpoint $web -Sandbox box } }
            @{ Name = 'piped object, the sandbox by position'; Do = { $web | Join-CNetSandbox box } }
            @{ Name = 'piped name'; Do = { 'web' | Join-CNetSandbox box } }
            @{ Name = 'object of another process'; Do = { $web | ConvertTo-Deserialized | Join-CNetSandbox box } }
        ) {
            $joined = & $Do
            "$($joined.Name) $($joined.Sandbox)" | Should -BeExactly 'web box'
            (Get-CNetEndpoint db).State | Should -Be Ready
        }

        It 'takes the sandbox by position' {
            (Join-CNetSandbox box -Endpoint web).Sandbox | Should -BeExactly 'box'
        }

        It 'takes sandboxes by <Name>' -ForEach @(
            @{ Name = 'name'; Sandbox = { 'box' } }
            @{ Name = 'id'; Sandbox = { (Get-CNetSandbox box).Id } }
            @{ Name = 'beginning of the id'; Sandbox = { (Get-CNetSandbox box).ShortId } }
            @{ Name = 'object'; Sandbox = { Get-CNetSandbox box } }
            @{ Name = 'object of another process'; Sandbox = { Get-CNetSandbox box | ConvertTo-Deserialized } }
        ) {
            $null = New-CNetSandbox box
            ($web | Join-CNetSandbox -Sandbox (& $Sandbox)).Sandbox | Should -BeExactly 'box'
            (Get-CNetSandbox).Name | Should -BeExactly 'box'
        }

        It 'takes a sandbox for each endpoint, from a script block or a property' {
            ($web, $db | Join-CNetSandbox -Sandbox { "box-$($_.Name)" }).Sandbox | Should -BeExactly 'box-web', 'box-db'
            Disconnect-CNetSandbox *
            $before = $web, $db | Join-CNetSandbox -Sandbox { "again-$($_.Name)" }
            Disconnect-CNetSandbox *
            ($before | Join-CNetSandbox).Sandbox | Should -BeExactly 'again-web', 'again-db' -Because 'an endpoint has the property Sandbox'
        }

        It 'joins the good ones and gives one error for each bad one' {
            $null = Join-CNetSandbox -Endpoint web -Sandbox first
            $joined = 'web', 'nope', '', 'db' | Join-CNetSandbox box -ErrorAction SilentlyContinue -ErrorVariable errors
            $joined.Name | Should -BeExactly 'db'
            $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'EndpointJoined', 'EndpointNotFound', 'NameInvalid'
            $errors[0].ToString() | Should -Match "sandbox 'first'"
        }

        It 'is not touched by what is no endpoint' {
            @(Get-ErrorOf { $lab | Join-CNetSandbox box }).FullyQualifiedErrorId | Should -Match '^InputObjectNotBound'
            Get-CNetSandbox | Should -BeNullOrEmpty
        }
    }

    Context 'what it refuses, with nothing changed' {
        It '<Id>: <Name>' -ForEach @(
            @{ Name = 'a sandbox that does not exist'; Do = { $web | Join-CNetSandbox nope -NoCreate }; Id = 'SandboxNotFound'; Category = 'ObjectNotFound' }
            @{ Name = 'no name of a sandbox'; Do = { $web | Join-CNetSandbox 'a b' }; Id = 'NameInvalid'; Category = 'InvalidArgument' }
            @{ Name = 'an empty name'; Do = { $web | Join-CNetSandbox '' }; Id = 'NameInvalid'; Category = 'InvalidArgument' }
            @{ Name = 'the name of a foreign namespace'; Do = { $web | Join-CNetSandbox foreign }; Id = 'NamespaceExists'; Category = 'ResourceExists' }
            @{ Name = 'no name of an interface'; Do = { $web | Join-CNetSandbox box -InterfaceName a/b }; Id = 'NameInvalid'; Category = 'InvalidArgument' }
            @{ Name = 'a name of an interface that is taken'; Do = { $web | Join-CNetSandbox full -InterfaceName eth0 }; Id = 'InterfaceExists'; Category = 'ResourceExists' }
            @{ Name = 'a sandbox of the Host'; Do = { $web | Join-CNetSandbox host }; Id = 'SandboxModeConflict'; Category = 'InvalidOperation' }
            @{ Name = 'none beside another network'; Do = { Add-CNetEndpoint -Network none -Name n -Sandbox full }; Id = 'SandboxModeConflict'; Category = 'InvalidOperation' }
        ) {
            $null = New-CNetNamespace foreign
            $null = New-CNetSandbox host -UseHostNamespace
            $null = $db | Join-CNetSandbox full
            $before = Get-HostState
            Assert-Error $Do $Id $Category
            Get-HostState | Should -BeExactly $before
        }

        It 'InterfaceExists: the name of an interface that CNet did not make' {
            $null = New-CNetSandbox box
            Invoke-InSandbox box ip link add mine type bridge
            Assert-Error { $web | Join-CNetSandbox box -InterfaceName lo } InterfaceExists ResourceExists
            Assert-Error { $web | Join-CNetSandbox box -InterfaceName mine } InterfaceExists ResourceExists
        }

        It 'takes the next number where somebody made an interface in the sandbox' {
            $null = New-CNetSandbox box
            Invoke-InSandbox box ip link add eth0 type bridge
            ($web | Join-CNetSandbox box).InterfaceName | Should -BeExactly 'eth1'
        }

        It 'NameInvalid: <_> as the name of an interface'  -ForEach 'all', 'default' {
            Assert-Error { $web | Join-CNetSandbox box -InterfaceName $_ } NameInvalid InvalidArgument
        }

        It 'SandboxNotFound: the object of a sandbox that is gone' {
            $gone = New-CNetSandbox box
            $gone | Remove-CNetSandbox
            Assert-Error { $web | Join-CNetSandbox -Sandbox $gone } SandboxNotFound ObjectNotFound
        }
    }

    Context '-WhatIf and -Confirm' {
        It 'shows the endpoint as it would be' {
            $before = Get-HostState
            $preview = $web, $db | Join-CNetSandbox -Sandbox { $_.Name } -WhatIf
            $preview.ForEach{ "$($_.Sandbox) $($_.State) $($_.IPAddress) $($_.IsPreview)" } | Should -BeExactly 'web Joined 10.1.0.2 True', 'db Joined 10.1.0.3 True'
            Get-HostState | Should -BeExactly $before
            Assert-Error { $web | Join-CNetSandbox nope -NoCreate -WhatIf } SandboxNotFound ObjectNotFound
        }

        It 'asks before it joins' {
            Invoke-Pwsh "'web', 'db' | Join-CNetSandbox -Sandbox box -Confirm" 'n', 'y' | Out-String | Should -Match 'Join sandbox box: lab/web\?(.|\n)+lab/db\?'
            (Get-CNetSandbox box | Get-CNetEndpoint).Name | Should -BeExactly 'db'
            ($web | Join-CNetSandbox box -Confirm:$false).Sandbox | Should -BeExactly 'box'
        }
    }

    It 'says with -Verbose what it does' {
        $texts = ($web | Join-CNetSandbox box -Verbose 4>&1).Where{ $_ -is [System.Management.Automation.VerboseRecord] }.Message
        $texts | Should -Contain 'ip netns add box'
        $texts -match '^ip link add veth\S+ .*type veth peer name eth0' | Should -HaveCount 1
        $texts | Should -Contain 'ip -n box addr add 10.1.0.2/24 brd 10.1.0.255 dev eth0'
    }

    It 'stops at the first error with -ErrorAction Stop' {
 { 'nope', 'web' | Join-CNetSandbox box -ErrorAction Stop } | Should -Throw -ErrorId 'EndpointNotFound,CNet.Commands.JoinCNetSandboxCommand'
        (Get-CNetEndpoint web).State | Should -Be Ready
    }

    It 'has the alias Connect-CNetSandbox' {
        ($web | Connect-CNetSandbox box).Sandbox | Should -BeExactly 'box'
    }

    It 'completes endpoints of the network that was named, and sandboxes' {
        $null = New-CNetNetwork other | Add-CNetEndpoint cache
        $null = New-CNetSandbox box
        (Complete 'Join-CNetSandbox -Network other -Endpoint ').CompletionText | Should -BeExactly 'cache'
        (Complete 'Join-CNetSandbox -Endpoint web -Sandbox b').CompletionText | Should -BeExactly 'box'
    }
}
