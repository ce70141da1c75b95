Describe 'Disconnect-CNetSandbox' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
        $web, $spare, $db = $lab | Add-CNetEndpoint web, spare, db
        $box = New-CNetSandbox box
        $null = $web, $spare | Join-CNetSandbox box
        $null = $db | Join-CNetSandbox store
    }
    AfterEach { Exit-TestHost }

    It 'takes all endpoints out of a sandbox, which keep their addresses, and says nothing' {
        Disconnect-CNetSandbox box | Should -BeNullOrEmpty
        Invoke-InSandbox box ip -o link | Should -HaveCount 1
        $left = Get-CNetEndpoint web
        "$($left.IPAddress) $($left.MacAddress) $($left.State) $($left.Sandbox)" | Should -BeExactly "$($web.IPAddress) $($web.MacAddress) Ready "
        (Get-CNetSandbox).Name | Should -BeExactly 'box', 'store' -Because 'New-CNetSandbox made it, so it stays'
    }

    It 'removes a sandbox that a join made with its last endpoint' {
        Disconnect-CNetSandbox store
        (Get-CNetSandbox).Name | Should -BeExactly 'box'
        (Get-ChildItem $testHost.NamespaceDirectory).Name | Should -BeExactly 'box'
    }

    It 'leaves such a sandbox, with a warning, while processes live in it' {
        $null = Start-Sleeper store
        Disconnect-CNetSandbox store -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'sleep \(\d+\)'
        (Get-CNetSandbox store).Endpoints | Should -BeNullOrEmpty
    }

    It 'takes sandboxes by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Disconnect-CNetSandbox box } }
        @{ Name = 'id'; Do = { Disconnect-CNetSandbox $box.Id } }
        @{ Name = 'wildcard'; Do = { Disconnect-CNetSandbox B* } }
        @{ Name = 'object'; Do = { Disconnect-CNetSandbox $box } }
        @{ Name = 'piped object'; Do = { $box | Disconnect-CNetSandbox } }
        @{ Name = 'piped name'; Do = { 'box' | Disconnect-CNetSandbox } }
        @{ Name = 'object of another process'; Do = { $box | ConvertTo-Deserialized | Disconnect-CNetSandbox } }
        @{ Name = 'the alias Leave-CNetSandbox'; Do = { Leave-CNetSandbox box } }
    ) {
        & $Do
        (Get-CNetEndpoint).ForEach{ "$($_.Name) $($_.State)" } | Should -BeExactly 'db Joined', 'spare Ready', 'web Ready'
    }

    It 'takes single endpoints by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Disconnect-CNetSandbox -Endpoint web } }
        @{ Name = 'network and name'; Do = { Disconnect-CNetSandbox -Endpoint lab/web } }
        @{ Name = 'name and sandbox'; Do = { Disconnect-CNetSandbox -Endpoint web -Sandbox box } }
        @{ Name = 'wildcard'; Do = { Disconnect-CNetSandbox -Endpoint w* } }
        @{ Name = 'piped object'; Do = { $web | Disconnect-CNetSandbox } }
        @{ Name = 'object of another process'; Do = { $web | ConvertTo-Deserialized | Disconnect-CNetSandbox } }
    ) {
        & $Do
        (Get-CNetEndpoint).ForEach{ "$($_.Name) $($_.State)" } | Should -BeExactly 'db Joined', 'spare Joined', 'web Ready'
        (Get-CNetSandbox box).Endpoints | Should -BeExactly 'lab/spare'
    }

    It 'moves the default route to an endpoint that stays' {
        $null = New-CNetNetwork other -Subnet 10.2.0.0/24 | Connect-CNetNetwork -Sandbox store
        Disconnect-CNetSandbox -Endpoint db
        Invoke-InSandbox store ip route show default | Should -Match '^default via 10\.2\.0\.1 dev eth1'
    }

    It 'refuses an endpoint that is not joined, or not to this sandbox, unless it is forced' {
        $before = Get-HostState
        Assert-Error { Disconnect-CNetSandbox -Endpoint web -Sandbox store } EndpointNotJoined InvalidOperation "sandbox 'box', not to 'store'"
        Get-HostState | Should -BeExactly $before
        Disconnect-CNetSandbox -Endpoint web
        Assert-Error { $web | Disconnect-CNetSandbox } EndpointNotJoined InvalidOperation
        ($web | Disconnect-CNetSandbox -Force -PassThru).Name | Should -BeExactly 'web'
        $box | Disconnect-CNetSandbox
        $box | Disconnect-CNetSandbox -ErrorVariable errors
        $errors | Should -BeNullOrEmpty -Because 'an empty sandbox is what was wanted'
    }

    It 'disconnects the good ones and gives one error for each bad one' {
        $left = 'box', 'nope', '', 'store' | Disconnect-CNetSandbox -PassThru -ErrorAction SilentlyContinue -ErrorVariable errors
        $left.Name | Should -BeExactly 'box', 'store'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'SandboxNotFound', 'NameInvalid'
        (Get-CNetEndpoint).State | Should -Be Ready, Ready, Ready
    }

    It 'emits what came in' {
        $out = $box, $db | Disconnect-CNetSandbox -PassThru
        $out[0] | Should -BeOfType CNet.Sandbox
        $out[1] | Should -BeOfType CNet.Endpoint
        $out.Name | Should -BeExactly 'box', 'db'
    }

    It 'is not touched by a network' {
        @(Get-ErrorOf { $lab | Disconnect-CNetSandbox }).FullyQualifiedErrorId | Should -Match '^InputObjectNotBound'
        (Get-CNetEndpoint).State | Should -Be Joined, Joined, Joined
    }

    It 'changes nothing with -WhatIf' {
        $before = Get-HostState
        Disconnect-CNetSandbox * -WhatIf
        $web | Disconnect-CNetSandbox -WhatIf
        Get-HostState | Should -BeExactly $before
    }

    It 'refuses with -WhatIf what would be refused' {
        $null = $lab | Add-CNetEndpoint idle
        Assert-Error { Disconnect-CNetSandbox -Endpoint idle -WhatIf } EndpointNotJoined InvalidOperation
    }

    It 'asks before it disconnects' {
        Invoke-Pwsh 'Disconnect-CNetSandbox box, store -Confirm' 'n', 'y' | Out-String | Should -Match 'Disconnect sandbox: box\?(.|\n)+Disconnect sandbox: store\?'
        (Get-CNetEndpoint).ForEach{ "$($_.Name) $($_.State)" } | Should -BeExactly 'db Ready', 'spare Joined', 'web Joined'
        Disconnect-CNetSandbox box -Confirm:$false
        (Get-CNetEndpoint web).State | Should -Be Ready
    }

    It 'says with -Verbose what it does' {
        $link = (Get-CNetEndpoint db).HostInterfaceName
        $texts = (Disconnect-CNetSandbox store -Verbose 4>&1).Message
        $texts | Should -Contain "ip link del $link"
        $texts | Should -Contain 'ip netns del store'
    }

    It 'stops at the first error with -ErrorAction Stop' {
 { Disconnect-CNetSandbox nope, box -ErrorAction Stop } | Should -Throw -ErrorId 'SandboxNotFound,CNet.Commands.DisconnectCNetSandboxCommand'
        (Get-CNetEndpoint web).State | Should -Be Joined
    }

    It 'completes sandboxes and endpoints' {
        (Complete 'Disconnect-CNetSandbox ').CompletionText | Should -BeExactly 'box', 'store'
        (Complete 'Leave-CNetSandbox -Endpoint s').CompletionText | Should -BeExactly 'spare'
    }
}
