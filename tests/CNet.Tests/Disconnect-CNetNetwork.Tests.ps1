Describe 'Disconnect-CNetNetwork' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab, $other = New-CNetNetwork lab, other
        $web, $db = New-CNetSandbox web, db
        $null = Connect-CNetNetwork lab, other web, db
    }
    AfterEach { Exit-TestHost }

    It 'takes the endpoints out and removes them, and says nothing' {
        Disconnect-CNetNetwork lab web | Should -BeNullOrEmpty
        (Get-CNetEndpoint).ForEach{ "$($_.Network)/$($_.Name)" } | Should -BeExactly 'lab/db', 'other/db', 'other/web'
        (Invoke-InSandbox web ip -j link | ConvertFrom-Json).ifname | Should -BeExactly 'lo', 'eth1'
        (Get-CNetSandbox).Name | Should -BeExactly 'db', 'web'
    }

    It 'removes all endpoints of the sandbox on that network' {
        $null = Connect-CNetNetwork lab web -Name second
        Disconnect-CNetNetwork lab web
        (Get-CNetSandbox web).Endpoints | Should -BeExactly 'other/web'
    }

    It 'takes out a sandbox whose namespace is gone' {
        umount $web.Namespace
        Remove-Item $web.Namespace
        (Get-CNetSandbox web).State | Should -Be Gone
        Disconnect-CNetNetwork lab web
        (Get-CNetEndpoint).ForEach{ "$($_.Network)/$($_.Name)" } | Should -BeExactly 'lab/db', 'other/db', 'other/web'
    }

    It 'takes either side from the pipeline: <Name>' -ForEach @(
        @{ Name = 'sandboxes'; Do = { $web, $db | Disconnect-CNetNetwork lab } }
        @{ Name = 'names of sandboxes'; Do = { 'web', 'db' | Disconnect-CNetNetwork lab } }
        @{ Name = 'sandboxes of another process'; Do = { $web, $db | ConvertTo-Deserialized | Disconnect-CNetNetwork lab } }
        @{ Name = 'a network'; Do = { $lab | Disconnect-CNetNetwork -Sandbox web, db } }
        @{ Name = 'a network of another process'; Do = { $lab | ConvertTo-Deserialized | Disconnect-CNetNetwork -Sandbox $web, $db } }
        @{ Name = 'neither'; Do = { Disconnect-CNetNetwork $lab.ShortId web, db } }
        @{ Name = 'wildcards'; Do = { Disconnect-CNetNetwork lab * } }
    ) {
        & $Do
        (Get-CNetEndpoint).Network | Should -BeExactly 'other', 'other'
    }

    It 'takes the sandbox by name where a network is piped' {
        $lab, $other | Disconnect-CNetNetwork -Sandbox web
        (Get-CNetEndpoint).Name | Should -BeExactly 'db', 'db'
    }

    It 'refuses a sandbox that is not on the network, and says where it is' {
        Disconnect-CNetNetwork lab web
        $before = Get-HostState
        Assert-Error { Disconnect-CNetNetwork lab web } EndpointNotJoined InvalidOperation "'web'.*'lab'"
        (Get-ErrorOf { Disconnect-CNetNetwork lab web }).ErrorDetails.RecommendedAction | Should -Match 'other/web'
        Get-HostState | Should -BeExactly $before
    }

    It 'disconnects the good ones and gives one error for each bad one' {
        $left = 'web', 'nope', '', 'db' | Disconnect-CNetNetwork lab -PassThru -ErrorAction SilentlyContinue -ErrorVariable errors
        $left.Name | Should -BeExactly 'web', 'db'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'SandboxNotFound', 'NameInvalid'
        Assert-Error { Disconnect-CNetNetwork nope web } NetworkNotFound ObjectNotFound
 { Disconnect-CNetNetwork nope web -ErrorAction Stop } | Should -Throw -ErrorId 'NetworkNotFound,CNet.Commands.DisconnectCNetNetworkCommand'
    }

    It 'changes nothing with -WhatIf' {
        $before = Get-HostState
        (Disconnect-CNetNetwork lab web, db -WhatIf -PassThru).Name | Should -BeExactly 'web', 'db'
        Get-HostState | Should -BeExactly $before
    }

    It 'asks before it disconnects' {
        Invoke-Pwsh 'Disconnect-CNetNetwork lab web, db -Confirm' 'n', 'y' | Out-String | Should -Match 'Disconnect from network lab: web\?(.|\n)+lab: db\?'
        (Get-CNetEndpoint -Network lab).Name | Should -BeExactly 'web'
        Disconnect-CNetNetwork lab web -Confirm:$false
        Get-CNetEndpoint -Network lab | Should -BeNullOrEmpty
    }

    It 'says with -Verbose what it does' {
        $link = (Get-CNetEndpoint lab/web).HostInterfaceName
        (Disconnect-CNetNetwork lab web -Verbose 4>&1).Message | Should -Contain "ip link del $link"
    }

    It 'completes the first word' {
        (Complete 'Disconnect-CNetNetwork o').CompletionText | Should -BeExactly 'other'
    }

    It 'completes networks and sandboxes' {
        (Complete 'Disconnect-CNetNetwork -Network o').CompletionText | Should -BeExactly 'other'
        (Complete 'Disconnect-CNetNetwork lab ').CompletionText | Should -BeExactly 'db', 'web'
    }
}
