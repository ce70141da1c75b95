Describe 'Remove-CNetEndpoint' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab, $other = New-CNetNetwork lab, other
        $web, $db = $lab | Add-CNetEndpoint web, db
    }
    AfterEach { Exit-TestHost }

    It 'frees the addresses, and says nothing' {
        Remove-CNetEndpoint web | Should -BeNullOrEmpty
        (Get-CNetEndpoint).Name | Should -BeExactly 'db'
        ($lab | Add-CNetEndpoint again -IPAddress $web.IPAddress).IPAddress | Should -Be $web.IPAddress
    }

    It 'takes endpoints by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Remove-CNetEndpoint web } }
        @{ Name = 'network and name'; Do = { Remove-CNetEndpoint lab/web } }
        @{ Name = 'name in a network'; Do = { Remove-CNetEndpoint web -Network lab } }
        @{ Name = 'id'; Do = { Remove-CNetEndpoint $web.Id } }
        @{ Name = 'beginning of the id'; Do = { Remove-CNetEndpoint $web.ShortId } }
        @{ Name = 'wildcard'; Do = { Remove-CNetEndpoint W* } }
        @{ Name = 'object'; Do = { Remove-CNetEndpoint $web } }
        @{ Name = 'piped object'; Do = { $web | Remove-CNetEndpoint } }
        @{ Name = 'piped name'; Do = { 'web' | Remove-CNetEndpoint } }
        @{ Name = 'object of another process'; Do = { $web | ConvertTo-Deserialized | Remove-CNetEndpoint } }
    ) {
        & $Do
        (Get-CNetEndpoint).Name | Should -BeExactly 'db'
    }

    It 'is not touched by what is no endpoint: <Name>' -ForEach @(
        @{ Name = 'a network'; What = { $lab } }
        @{ Name = 'a sandbox'; What = { New-CNetSandbox web } }
        @{ Name = 'properties'; What = { [pscustomobject]@{ Name = 'web'; Endpoint = 'web'; Id = $web.Id } } }
    ) {
        $thing = & $What
        @(Get-ErrorOf { $thing | Remove-CNetEndpoint -Force }).FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,CNet.Commands.RemoveCNetEndpointCommand'
        (Get-CNetEndpoint).Name | Should -BeExactly 'db', 'web'
    }

    It 'narrows wildcards by network' {
        $null = $other | Add-CNetEndpoint web
        Remove-CNetEndpoint * -Network other
        (Get-CNetEndpoint).Network | Should -BeExactly 'lab', 'lab'
        Assert-Error { Remove-CNetEndpoint web -Network nope } NetworkNotFound ObjectNotFound
    }

    It 'refuses one that is joined and names the sandbox, unless it is forced' {
        $null = $web | Join-CNetSandbox -Sandbox box
        $before = Get-HostState
        Assert-Error { Remove-CNetEndpoint web } EndpointJoined ResourceBusy "sandbox 'box'"
        Get-HostState | Should -BeExactly $before
        Remove-CNetEndpoint web -Force
        Get-CNetSandbox | Should -BeNullOrEmpty
        Invoke-InHost ip -o link show type veth | Should -BeNullOrEmpty
    }

    It 'removes the good ones and gives one error for each bad one' {
        $null = $web | Join-CNetSandbox -Sandbox box
        $removed = Remove-CNetEndpoint web, nope, '', db -PassThru -ErrorAction SilentlyContinue -ErrorVariable errors
        $removed.Name | Should -BeExactly 'db'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'EndpointJoined', 'EndpointNotFound', 'NameInvalid'
    }

    It 'does not mind an object that is gone; a name must exist' {
        $web | Remove-CNetEndpoint
        Get-ErrorOf { $web | Remove-CNetEndpoint } | Should -BeNullOrEmpty
        Assert-Error { Remove-CNetEndpoint web } EndpointNotFound ObjectNotFound
    }

    It 'does not mind an object of another process that is gone' {
        $copy = $web | ConvertTo-Deserialized
        $web | Remove-CNetEndpoint
        Get-ErrorOf { $copy | Remove-CNetEndpoint } | Should -BeNullOrEmpty
    }

    It 'changes nothing with -WhatIf, and refuses what would be refused' {
        $null = $web | Join-CNetSandbox -Sandbox box
        $before = Get-HostState
        (Remove-CNetEndpoint db -WhatIf -PassThru).Name | Should -BeExactly 'db'
        Assert-Error { Remove-CNetEndpoint web -WhatIf } EndpointJoined ResourceBusy
        Get-HostState | Should -BeExactly $before
    }

    It 'asks before it removes' {
        Invoke-Pwsh 'Remove-CNetEndpoint web, db -Confirm' 'n', 'y' | Out-String | Should -Match 'Remove endpoint: lab/web\?(.|\n)+lab/db\?'
        (Get-CNetEndpoint).Name | Should -BeExactly 'web'
        Remove-CNetEndpoint web -Confirm:$false
        Get-CNetEndpoint | Should -BeNullOrEmpty
    }

    It 'says with -Verbose what it does' {
        $joined = $web | Join-CNetSandbox -Sandbox box
        (Remove-CNetEndpoint web -Force -Verbose 4>&1).Message | Should -Contain "ip link del $($joined.HostInterfaceName)"
    }

    It 'stops at the first error with -ErrorAction Stop' {
 { Remove-CNetEndpoint nope, web -ErrorAction Stop } | Should -Throw -ErrorId 'EndpointNotFound,CNet.Commands.RemoveCNetEndpointCommand'
        (Get-CNetEndpoint).Name | Should -BeExactly 'db', 'web'
    }

    It 'completes endpoints of the network that was named' {
        $null = $other | Add-CNetEndpoint cache
        (Complete 'Remove-CNetEndpoint -Network other -Endpoint ').CompletionText | Should -BeExactly 'cache'
        (Complete 'Remove-CNetEndpoint ').CompletionText | Should -BeExactly 'db', 'web', 'cache'
    }
}
