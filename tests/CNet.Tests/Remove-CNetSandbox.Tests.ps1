Describe 'Remove-CNetSandbox' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $web, $db = New-CNetSandbox web, db
    }
    AfterEach { Exit-TestHost }

    It 'removes the namespace, and keeps the endpoints with their addresses' {
        $endpoint = New-CNetNetwork lab | Connect-CNetNetwork -Sandbox web
        Remove-CNetSandbox web | Should -BeNullOrEmpty
        (Get-ChildItem $testHost.NamespaceDirectory).Name | Should -BeExactly 'db'
        $left = Get-CNetEndpoint -Network lab
        "$($left.Id) $($left.IPAddress) $($left.MacAddress) $($left.State)" | Should -BeExactly "$($endpoint.Id) $($endpoint.IPAddress) $($endpoint.MacAddress) Ready"
        Invoke-InHost ip -o link show type veth | Should -BeNullOrEmpty
    }

    It 'removes the endpoints too where it is told' {
        $null = New-CNetNetwork lab, other | Connect-CNetNetwork -Sandbox web
        Remove-CNetSandbox web -RemoveEndpoint
        Get-CNetEndpoint | Should -BeNullOrEmpty
    }

    It 'takes sandboxes by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Remove-CNetSandbox web } }
        @{ Name = 'id'; Do = { Remove-CNetSandbox $web.Id } }
        @{ Name = 'beginning of the id'; Do = { Remove-CNetSandbox $web.ShortId } }
        @{ Name = 'wildcard'; Do = { Remove-CNetSandbox W* } }
        @{ Name = 'object'; Do = { Remove-CNetSandbox $web } }
        @{ Name = 'piped object'; Do = { $web | Remove-CNetSandbox } }
        @{ Name = 'piped name'; Do = { 'web' | Remove-CNetSandbox } }
        @{ Name = 'object of another process'; Do = { $web | ConvertTo-Deserialized | Remove-CNetSandbox } }
    ) {
        & $Do
        (Get-CNetSandbox).Name | Should -BeExactly 'db'
    }

    It 'is not touched by what is no sandbox: <Name>' -ForEach @(
        @{ Name = 'an endpoint that is joined to one'; What = { Connect-CNetNetwork bridge web } }
        @{ Name = 'a process'; What = { Get-Process -Id $PID } }
        @{ Name = 'a namespace'; What = { Get-CNetNamespace web } }
        @{ Name = 'properties'; What = { [pscustomobject]@{ Name = 'web'; Sandbox = 'web'; Id = $web.Id } } }
    ) {
        $thing = & $What
        @(Get-ErrorOf { $thing | Remove-CNetSandbox -Force }).FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,CNet.Commands.RemoveCNetSandboxCommand'
        (Get-CNetSandbox).Name | Should -BeExactly 'db', 'web'
    }

    It 'refuses one that holds processes and names them; with -Force it ends those that CNet started' {
        $process, $other = (Start-Sleeper web), (Start-Sleeper web)
        Assert-Error { Remove-CNetSandbox web } SandboxInUse ResourceBusy "sleep \($process\), sleep \($other\)"
        Assert-Error { Remove-CNetSandbox web -WhatIf } SandboxInUse ResourceBusy
        (Get-CNetSandbox).Name | Should -BeExactly 'db', 'web'
        (Remove-CNetSandbox web -Force -Verbose 4>&1).Message | Should -Contain "kill -KILL $process"
        Wait-Until { -not (Get-Process -Id $process, $other -ErrorAction Ignore) }
        (Get-CNetSandbox).Name | Should -BeExactly 'db'
    }

    It 'leaves and names processes that CNet did not start' {
        $process = Start-Process nsenter -ArgumentList "--net=$($web.Namespace)", 'sleep', '60' -PassThru
        try {
            Wait-Until { (Get-CNetNamespace web).ProcessId -contains $process.Id }
            Assert-Error { Remove-CNetSandbox web } SandboxInUse ResourceBusy "\($($process.Id)\)"
            Remove-CNetSandbox web -Force -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -Match "\($($process.Id)\)"
            $process.HasExited | Should -BeFalse
            (Get-CNetSandbox).Name | Should -BeExactly 'db'
        }
        finally { $process.Kill() }
    }

    It 'removes the good ones and gives one error for each bad one' {
        $removed = Remove-CNetSandbox web, nope, '', db -PassThru -ErrorAction SilentlyContinue -ErrorVariable errors
        $removed.Name | Should -BeExactly 'web', 'db'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'SandboxNotFound', 'NameInvalid'
        $errors.TargetObject | Should -BeExactly 'nope', ''
    }

    It 'does not mind an object that is gone; a name must exist' {
        $web | Remove-CNetSandbox
        Get-ErrorOf { $web | Remove-CNetSandbox } | Should -BeNullOrEmpty
        Assert-Error { Remove-CNetSandbox web } SandboxNotFound ObjectNotFound
        Remove-CNetSandbox nope*
    }

    It 'removes no new sandbox by the object of an old one of the same name' {
        Remove-CNetSandbox web
        $null = New-CNetSandbox web
        $web | Remove-CNetSandbox
        (Get-CNetSandbox).Name | Should -BeExactly 'db', 'web'
    }

    It 'does not mind an object of another process that is gone' {
        $copy = $web | ConvertTo-Deserialized
        $web | Remove-CNetSandbox
        Get-ErrorOf { $copy | Remove-CNetSandbox } | Should -BeNullOrEmpty
    }

    It 'changes nothing with -WhatIf' {
        $before = Get-HostState
        (Remove-CNetSandbox web -RemoveEndpoint -WhatIf -PassThru).Name | Should -BeExactly 'web'
        Get-HostState | Should -BeExactly $before
    }

    It 'asks before it removes' {
        Invoke-Pwsh 'Remove-CNetSandbox web, db -Confirm' 'n', 'y' | Out-String | Should -Match 'Remove sandbox: web\?(.|\n)+Remove sandbox: db\?'
        (Get-CNetSandbox).Name | Should -BeExactly 'web'
        Remove-CNetSandbox web -Confirm:$false
        Get-CNetSandbox | Should -BeNullOrEmpty
    }

    It 'says with -Verbose what it does' {
        (Remove-CNetSandbox web -Verbose 4>&1).Message | Should -Contain 'ip netns del web'
    }

    It 'stops at the first error with -ErrorAction Stop' {
 { Remove-CNetSandbox nope, web -ErrorAction Stop } | Should -Throw -ErrorId 'SandboxNotFound,CNet.Commands.RemoveCNetSandboxCommand'
        (Get-CNetSandbox).Name | Should -BeExactly 'db', 'web'
    }

    It 'completes names' {
        (Complete 'Remove-CNetSandbox ').CompletionText | Should -BeExactly 'db', 'web'
    }
}
