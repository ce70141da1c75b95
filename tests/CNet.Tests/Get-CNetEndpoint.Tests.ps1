Describe 'Get-CNetEndpoint' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $front, $back = New-CNetNetwork front, back
        $null = $front | Add-CNetEndpoint web10, web2, lb -Label role=front
        $null = $back | Add-CNetEndpoint web2, db -Label @{ role = 'back' }
        $null = Join-CNetSandbox -Endpoint front/web2 -Sandbox web
        $null = Join-CNetSandbox -Endpoint back/web2 -Sandbox web
    }
    AfterEach { Exit-TestHost }

    It 'lists all, by network and natural order of names' {
        (Get-CNetEndpoint).ForEach{ "$($_.Network)/$($_.Name)" } | Should -BeExactly 'back/db', 'back/web2', 'front/lb', 'front/web2', 'front/web10'
    }

    It 'finds one by <Name>' -ForEach @(
        @{ Name = 'its name, which only one has'; Text = { 'db' }; Expected = 'back/db' }
        @{ Name = 'network and name'; Text = { 'front/web2' }; Expected = 'front/web2' }
        @{ Name = 'id'; Text = { (Get-CNetEndpoint db).Id }; Expected = 'back/db' }
        @{ Name = 'beginning of the id'; Text = { (Get-CNetEndpoint db).ShortId }; Expected = 'back/db' }
        @{ Name = 'object'; Text = { Get-CNetEndpoint db }; Expected = 'back/db' }
        @{ Name = 'wildcard'; Text = { 'WEB*' }; Expected = 'back/web2', 'front/web2', 'front/web10' }
        @{ Name = 'wildcard with a network'; Text = { 'b*/*' }; Expected = 'back/db', 'back/web2' }
        @{ Name = 'wildcard that fits nothing'; Text = { 'nope*' }; Expected = @() }
    ) {
        @(Get-CNetEndpoint (& $Text)).ForEach{ "$($_.Network)/$($_.Name)" } | Should -BeExactly $Expected
    }

    It 'refuses a name that several networks have, and names them' {
        Assert-Error { Get-CNetEndpoint web2 } NameAmbiguous InvalidArgument 'back, front'
    }

    It 'narrows by network: <Name>' -ForEach @(
        @{ Name = 'named'; Do = { Get-CNetEndpoint web2 -Network front } }
        @{ Name = 'piped'; Do = { $front | Get-CNetEndpoint web2 } }
        @{ Name = 'piped as a name'; Do = { 'front' | Get-CNetEndpoint web2 } }
        @{ Name = 'of another process'; Do = { $front | ConvertTo-Deserialized | Get-CNetEndpoint web2 } }
    ) {
        (& $Do).ForEach{ "$($_.Network)/$($_.Name)" } | Should -BeExactly 'front/web2'
    }

    It 'does not take the name of a piped network for that of an endpoint' {
        ($front | Get-CNetEndpoint).Name | Should -BeExactly 'lb', 'web2', 'web10'
        ($back, $front | Get-CNetEndpoint).Network | Should -BeExactly 'back', 'back', 'front', 'front', 'front'
        (Get-CNetEndpoint -Network f*, back).Count | Should -Be 5
    }

    It 'narrows by sandbox, in the order of joining: <Name>' -ForEach @(
        @{ Name = 'named'; Do = { Get-CNetEndpoint -Sandbox web } }
        @{ Name = 'piped'; Do = { Get-CNetSandbox web | Get-CNetEndpoint } }
        @{ Name = 'of another process'; Do = { Get-CNetSandbox web | ConvertTo-Deserialized | Get-CNetEndpoint } }
        @{ Name = 'wildcard'; Do = { Get-CNetEndpoint web* -Sandbox W* } }
    ) {
        (& $Do).ForEach{ "$($_.Network)/$($_.Name)" } | Should -BeExactly 'front/web2', 'back/web2'
    }

    It 'selects by label' {
        (Get-CNetEndpoint -Label role=back).Name | Should -BeExactly 'db', 'web2'
        (Get-CNetEndpoint web* -Label @{ role = 'front' }).Name | Should -BeExactly 'web2', 'web10'
        Get-CNetEndpoint -Label nope | Should -BeNullOrEmpty
    }

    It 'reads endpoints again that are piped' {
        $db = Get-CNetEndpoint db
        $null = $db | Join-CNetSandbox -Sandbox store
        ($db | Get-CNetEndpoint).Sandbox | Should -BeExactly 'store'
        ($db | ConvertTo-Deserialized | Get-CNetEndpoint).Sandbox | Should -BeExactly 'store'
        Remove-CNetEndpoint db -Force
        Assert-Error { $db | Get-CNetEndpoint } EndpointNotFound ObjectNotFound
    }

    It 'takes the columns of a table' {
        ('Network', 'front', 'back' | ConvertFrom-Csv | Get-CNetEndpoint).Count | Should -Be 5
        ('Sandbox', 'web' | ConvertFrom-Csv | Get-CNetEndpoint).Count | Should -Be 2
    }

    It 'finds endpoints of a network whose name has wildcards' {
        $null = New-CNetNetwork '[x]*' | Add-CNetEndpoint a
        (Get-CNetEndpoint '[x]*/a').Name | Should -BeExactly 'a'
    }

    It 'finds the good ones and gives one error for each bad one' {
        $found = Get-CNetEndpoint db, nope, '', lb -ErrorAction SilentlyContinue -ErrorVariable errors
        $found.Name | Should -BeExactly 'db', 'lb'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'EndpointNotFound', 'NameInvalid'
        $found = 'front', 'nope', 'back' | Get-CNetEndpoint web2 -ErrorAction SilentlyContinue -ErrorVariable errors
        $found.Network | Should -BeExactly 'front', 'back'
        $errors.FullyQualifiedErrorId | Should -BeExactly 'NetworkNotFound,CNet.Commands.GetCNetEndpointCommand'
    }

    It 'says which network or sandbox has no such endpoint' {
        Assert-Error { Get-CNetEndpoint db -Network front } EndpointNotFound ObjectNotFound "network 'front'"
        Assert-Error { Get-CNetEndpoint db -Sandbox web } EndpointNotFound ObjectNotFound "sandbox 'web'"
 { Get-CNetEndpoint nope -ErrorAction Stop } | Should -Throw -ErrorId 'EndpointNotFound,CNet.Commands.GetCNetEndpointCommand'
    }

    It 'does not take null for all' {
        Assert-NullIsNotAll { Get-CNetEndpoint $null }
        Assert-NullIsNotAll { Get-CNetEndpoint -Network $null }
    }

    It 'shows what is joined as the kernel has it' {
        $endpoint = Get-CNetEndpoint front/web2
        $inside = Invoke-InSandbox web ip -j addr show $endpoint.InterfaceName | ConvertFrom-Json
        "$($inside.address) $($inside.addr_info.local)/$($inside.addr_info.prefixlen)" | Should -BeExactly "$($endpoint.MacAddress) $($endpoint.IPAddress)/$($endpoint.PrefixLength)"
        $outside = Invoke-InHost ip -j -d link show $endpoint.HostInterfaceName | ConvertFrom-Json
        "$($outside.master) $($outside.link_index)" | Should -BeExactly "br-$($front.ShortId) $($inside.ifindex)"
    }

    It 'shows a table for each network, a list and a wide view' {
        $table = Get-CNetEndpoint | Format-Table | Out-String -Width 200
        $table | Should -Match '(?s)Network: back.+Name +IPAddress +MacAddress +Sandbox +State.+Network: front'
        $table | Should -Match "web2 +$($front.Subnet -replace '\.0/24')\.3 +\S+ +web +Joined"
        Get-CNetEndpoint front/web2 | Format-List | Out-String | Should -Match '(?s)InterfaceName +: eth0.+IsDefaultGateway +: False.+Labels +: role=front'
        Get-CNetEndpoint db | Format-Wide | Out-String | Should -Match '\bdb\b'
    }

    It 'completes names, with the network where a name alone would be ambiguous' {
        (Complete 'Get-CNetEndpoint ').CompletionText | Should -BeExactly 'db', 'back/web2', 'lb', 'front/web2', 'web10'
        (Complete 'Get-CNetEndpoint back/').CompletionText | Should -BeExactly 'back/db', 'back/web2'
        (Complete 'Get-CNetEndpoint -Network back -Name ').CompletionText | Should -BeExactly 'db', 'web2'
        (Complete 'Get-CNetEndpoint -Name d').ToolTip | Should -Match '^172\.18\.1\.3 on back$'
        (Complete 'Get-CNetEndpoint -Name web2 -Network f').CompletionText | Should -BeExactly 'front'
    }
}
