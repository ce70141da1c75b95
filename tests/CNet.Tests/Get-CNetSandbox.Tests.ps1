Describe 'Get-CNetSandbox' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetSandbox web10, web2 -Label role=web
        $null = New-CNetSandbox db -Label @{ role = 'db' }
        $front, $back = New-CNetNetwork front, back
        $null = $front | Connect-CNetNetwork -Sandbox web2, web10
        $null = $back | Connect-CNetNetwork -Sandbox web2
    }
    AfterEach { Exit-TestHost }

    It 'lists all in the natural order of their names' {
        (Get-CNetSandbox).Name | Should -BeExactly 'db', 'web2', 'web10'
        "$((Get-CNetSandbox web2).Endpoints)" | Should -BeExactly 'front/web2 back/web2'
    }

    It 'finds one by <Name>' -ForEach @(
        @{ Name = 'name'; Text = { 'db' } }
        @{ Name = 'id'; Text = { (Get-CNetSandbox db).Id } }
        @{ Name = 'beginning of the id'; Text = { (Get-CNetSandbox db).ShortId } }
        @{ Name = 'object'; Text = { Get-CNetSandbox db } }
        @{ Name = 'object of another process'; Text = { Get-CNetSandbox db | ConvertTo-Deserialized } }
        @{ Name = 'wildcard'; Text = { 'D*' } }
    ) {
        (Get-CNetSandbox (& $Text)).Name | Should -BeExactly 'db'
        (& $Text | Get-CNetSandbox).Name | Should -BeExactly 'db'
    }

    It 'gives the sandboxes of networks and endpoints' {
        ($front | Get-CNetSandbox).Name | Should -BeExactly 'web2', 'web10'
        (Get-CNetSandbox -Network b*).Name | Should -BeExactly 'web2'
        (Get-CNetEndpoint -Network front | Get-CNetSandbox).Name | Should -BeExactly 'web2', 'web10'
        (Get-CNetSandbox -Endpoint back/web2, front/web2).Name | Should -BeExactly 'web2', 'web2'
        ($back | ConvertTo-Deserialized | Get-CNetSandbox).Name | Should -BeExactly 'web2'
        $back | Add-CNetEndpoint idle | Get-CNetSandbox | Should -BeNullOrEmpty
        Assert-Error { Get-CNetSandbox -Network nope } NetworkNotFound ObjectNotFound
        Assert-Error { Get-CNetSandbox -Endpoint nope } EndpointNotFound ObjectNotFound
    }

    It 'selects by label, and those without endpoints' {
        (Get-CNetSandbox -Label role=web).Name | Should -BeExactly 'web2', 'web10'
        (Get-CNetSandbox w* -Label role=db) | Should -BeNullOrEmpty
        (Get-CNetSandbox -Unused).Name | Should -BeExactly 'db'
    }

    It 'finds the good ones and gives one error for each bad one' {
        $found = 'db', 'nope', '', 'web2' | Get-CNetSandbox -ErrorAction SilentlyContinue -ErrorVariable errors
        $found.Name | Should -BeExactly 'db', 'web2'
        $errors.FullyQualifiedErrorId | Should -BeExactly 'SandboxNotFound,CNet.Commands.GetCNetSandboxCommand', 'NameInvalid,CNet.Commands.GetCNetSandboxCommand'
        Get-CNetSandbox nope* | Should -BeNullOrEmpty
        Assert-Error { Get-CNetSandbox DB } SandboxNotFound ObjectNotFound
 { Get-CNetSandbox nope, db -ErrorAction Stop } | Should -Throw -ErrorId 'SandboxNotFound,CNet.Commands.GetCNetSandboxCommand'
    }

    It 'knows that a namespace was deleted behind its back' {
        Invoke-InHost umount "$($testHost.NamespaceDirectory)/db"
        (Get-CNetSandbox db).State | Should -Be Gone
        (Get-CNetSandbox web2).State | Should -Be Ready
        Remove-CNetSandbox db
        (Get-CNetSandbox).Name | Should -BeExactly 'web2', 'web10'
    }

    It 'does not take null for all' {
        Assert-NullIsNotAll { Get-CNetSandbox $null }
    }

    It 'reads a sandbox again that is piped' {
        $db = Get-CNetSandbox db
        $null = $db | Connect-CNetNetwork front
        ($db | Get-CNetSandbox).Endpoints | Should -BeExactly 'front/db'
        Remove-CNetSandbox db
        Assert-Error { $db | Get-CNetSandbox } SandboxNotFound ObjectNotFound
    }

    It 'shows a table, a list and a wide view' {
        $table = Get-CNetSandbox | Format-Table | Out-String -Width 200
        $table | Should -Match 'Name +State +Endpoints +ProcessId +Namespace'
        $table | Should -Match "web2 +Ready +front/web2, back/web2 +$($testHost.NamespaceDirectory)/web2"
        Get-CNetSandbox db | Format-List | Out-String | Should -Match '(?s)Origin +: Own.+IsTemporary +: False.+Labels +: role=db'
        Get-CNetSandbox db | Format-Wide | Out-String | Should -Match '\bdb\b'
    }

    It 'completes names' {
        (Complete 'Get-CNetSandbox ').CompletionText | Should -BeExactly 'db', 'web2', 'web10'
        (Complete 'Get-CNetSandbox W').CompletionText | Should -BeExactly 'web2', 'web10'
        (Complete 'Get-CNetSandbox web2').ToolTip | Should -BeExactly 'front/web2, back/web2'
        (Complete 'Get-CNetSandbox -Network ba').CompletionText | Should -BeExactly 'back'
    }
}
