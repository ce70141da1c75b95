Describe 'Connect-CNetNetwork' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab, $other = New-CNetNetwork lab, other
        $web, $db = New-CNetSandbox web, db
    }
    AfterEach { Exit-TestHost }

    It 'adds an endpoint named as the sandbox, and joins it' {
        $endpoint = Connect-CNetNetwork lab web
        $endpoint | Should -BeOfType CNet.Endpoint
        "$($endpoint.Network)/$($endpoint.Name) $($endpoint.Sandbox) $($endpoint.State)" | Should -BeExactly 'lab/web web Joined'
        Invoke-InSandbox web ip -br addr show eth0 | Should -Match ([regex]::Escape("$($endpoint.IPAddress)/24"))
    }

    It 'takes either side from the pipeline: <Name>' -ForEach @(
        @{ Name = 'sandboxes, the network by position'; Do = { $web, $db | Connect-CNetNetwork lab } }
        @{ Name = 'sandboxes, the network by name'; Do = { Get-CNetSandbox web, db | Connect-CNetNetwork -Network lab } }
        @{ Name = 'names of sandboxes'; Do = { 'web', 'db' | Connect-CNetNetwork lab } }
        @{ Name = 'sandboxes of another process'; Do = { $web, $db | ConvertTo-Deserialized | Connect-CNetNetwork $lab } }
        @{ Name = 'a network'; Do = { $lab | Connect-CNetNetwork -Sandbox web, db } }
        @{ Name = 'a network of another process'; Do = { $lab | ConvertTo-Deserialized | Connect-CNetNetwork -Sandbox $web, $db } }
        @{ Name = 'neither'; Do = { Connect-CNetNetwork lab web, db } }
    ) {
        (& $Do).ForEach{ "$($_.Network)/$($_.Name) $($_.Sandbox)" } | Should -BeExactly 'lab/web web', 'lab/db db'
    }

    It 'takes the sandbox by name where a network is piped' {
        ($lab, $other | Connect-CNetNetwork -Sandbox web).Network | Should -BeExactly 'lab', 'other'
    }

    It 'takes the columns of a table' {
        ('Network,Sandbox', 'lab,web', 'other,db' | ConvertFrom-Csv | Connect-CNetNetwork).ForEach{ "$($_.Network) $($_.Sandbox)" } | Should -BeExactly 'lab web', 'other db'
    }

    It 'connects all with all' {
        (Connect-CNetNetwork lab, other web, db).ForEach{ "$($_.Network)/$($_.Sandbox)" } | Should -BeExactly 'lab/web', 'lab/db', 'other/web', 'other/db'
    }

    It 'finds a sandbox by its id, and makes one that does not exist' {
        (Connect-CNetNetwork lab $web.ShortId).Sandbox | Should -BeExactly 'web'
        (Connect-CNetNetwork lab fresh).Sandbox | Should -BeExactly 'fresh'
        (Get-CNetSandbox fresh).IsTemporary | Should -BeTrue
    }

    It 'takes what Add-CNetEndpoint and Join-CNetSandbox take' {
        $null = Connect-CNetNetwork lab web
        $null = New-CNetNetwork third -Subnet 10.3.0.0/24
        $endpoint = Connect-CNetNetwork third web -Name front -IPAddress 10.3.0.9 -MacAddress 02:00:00:00:00:01 -InterfaceName net0 -DefaultGateway -Label a=1 -Route @{ '10.9.0.0/16' = '10.3.0.254' }
        "$($endpoint.Name) $($endpoint.IPAddress) $($endpoint.MacAddress) $($endpoint.InterfaceName) $($endpoint.Labels.a)" | Should -BeExactly 'front 10.3.0.9 02:00:00:00:00:01 net0 1'
        Invoke-InSandbox web ip route show default | Should -Match 'via 10\.3\.0\.1 dev net0'
        (Connect-CNetNetwork lab web -Name low -Priority -5).Priority | Should -Be -5
    }

    It 'leaves nothing of one that is refused: <Name>' -ForEach @(
        @{ Name = 'no network'; Do = { Connect-CNetNetwork nope web }; Id = 'NetworkNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'no name of a sandbox'; Do = { Connect-CNetNetwork lab 'a b' }; Id = 'NameInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'the name of an endpoint that exists'; Do = { Connect-CNetNetwork lab db -Name web }; Id = 'EndpointExists'; Category = 'ResourceExists' }
        @{ Name = 'an address that is held'; Do = { Connect-CNetNetwork lab db -IPAddress (Get-CNetEndpoint web).IPAddress }; Id = 'AddressInUse'; Category = 'ResourceBusy' }
        @{ Name = 'the network host for a sandbox of its own'; Do = { Connect-CNetNetwork host db }; Id = 'SandboxModeConflict'; Category = 'InvalidOperation' }
        @{ Name = 'none beside another'; Do = { Connect-CNetNetwork none web }; Id = 'SandboxModeConflict'; Category = 'InvalidOperation' }
        @{ Name = 'an interface that exists'; Do = { Connect-CNetNetwork other web -InterfaceName eth0 }; Id = 'InterfaceExists'; Category = 'ResourceExists' }
    ) {
        $null = Connect-CNetNetwork lab web
        $before = Get-HostState
        Assert-Error $Do $Id $Category
        Get-HostState | Should -BeExactly $before
    }

    It 'takes aliases and links' {
        $null = Connect-CNetNetwork lab web -Alias www, WWW, api -Link db:database, cache
        $endpoint = Get-CNetEndpoint web
        $endpoint.Alias | Should -BeExactly 'www', 'api'
        [string[]] $endpoint.Link | Should -BeExactly 'db:database', 'cache'
        (Connect-CNetNetwork lab db -Alias www).Alias | Should -BeExactly 'www' -Because 'several may share one'
        $settings = (ConvertTo-CNetDockerJson -Sandbox web | ConvertFrom-Json).NetworkSettings.Networks.lab
        $settings.Aliases | Should -BeExactly 'www', 'api'
        $settings.Links | Should -BeExactly 'db:database', 'cache:cache'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'an alias with a blank'; Do = { Connect-CNetNetwork lab web -Alias 'a b' }; Id = 'NameInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'an alias that is too long'; Do = { Connect-CNetNetwork lab web -Alias ('a' * 64) }; Id = 'NameInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'an empty alias'; Do = { Connect-CNetNetwork lab web -Alias '' }; Id = 'NameInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'an alias on a predefined network'; Do = { Connect-CNetNetwork bridge web -Alias www }; Id = 'NetworkPredefined'; Category = 'InvalidOperation' }
        @{ Name = 'a link of three names'; Do = { Connect-CNetNetwork lab web -Link a:b:c }; Id = 'NameInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'a link without a name'; Do = { Connect-CNetNetwork lab web -Link :b }; Id = 'NameInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'a link on a predefined network to nobody'; Do = { Connect-CNetNetwork bridge web -Link nobody }; Id = 'SandboxNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'a link on a predefined network to who is not there'; Do = { Connect-CNetNetwork bridge web -Link db }; Id = 'EndpointNotJoined'; Category = 'InvalidOperation' }
        @{ Name = 'a link without an interface'; Do = { Connect-CNetNetwork none web -Link db }; Id = 'DriverUnsupported'; Category = 'NotImplemented' }
    ) {
        Assert-Error $Do $Id $Category
        Get-CNetEndpoint | Should -BeNullOrEmpty
    }

    It 'holds the sandbox to rates' {
        $endpoint = Connect-CNetNetwork lab web -EgressRate 10mbit -IngressRate 100mbit
        "$($endpoint.EgressRate) $($endpoint.IngressRate)" | Should -BeExactly '10mbit 100mbit'
        Invoke-InHost tc qdisc show dev $endpoint.HostInterfaceName root | Should -Match 'tbf .* rate 100Mbit'
        Test-Ping web (Get-CNetNetwork lab).Gateway[0] | Should -BeTrue
        Disconnect-CNetNetwork lab web
        Invoke-InHost ip -o link show type ifb | Should -BeNullOrEmpty
    }

    It 'joins none and host, which have no interfaces' {
        (Connect-CNetNetwork none web).State | Should -Be Joined
        Invoke-InSandbox web ip -o link | Should -HaveCount 1
        $endpoint = Connect-CNetNetwork host shared
        (Get-CNetSandbox $endpoint.Sandbox).Namespace | Should -BeExactly $testHost.NamespacePath
        Assert-Error { Connect-CNetNetwork lab web } SandboxModeConflict InvalidOperation
    }

    It 'connects the good ones and gives one error for each bad one' {
        $null = Connect-CNetNetwork lab web
        $connected = 'web', '', 'a b', 'db' | Connect-CNetNetwork lab -ErrorAction SilentlyContinue -ErrorVariable errors
        $connected.Name | Should -BeExactly 'db'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'EndpointExists', 'NameInvalid', 'NameInvalid'
    }

    It 'shows the endpoint as it would be' {
        $before = Get-HostState
        $preview = Connect-CNetNetwork lab web -WhatIf
        "$($preview.Sandbox) $($preview.State) $($preview.IsPreview)" | Should -BeExactly 'web Joined True'
        Get-HostState | Should -BeExactly $before
        $preview.IPAddress | Should -Be (Connect-CNetNetwork lab web).IPAddress
        Assert-Error { Connect-CNetNetwork host db -WhatIf } SandboxModeConflict InvalidOperation
    }

    It 'shows several endpoints as they would be' {
        "$(('web', 'db' | Connect-CNetNetwork lab -WhatIf).IPAddress)" | Should -BeExactly "$(('web', 'db' | Connect-CNetNetwork lab).IPAddress)"
    }

    It 'asks before it connects' {
        Invoke-Pwsh 'Connect-CNetNetwork lab web, db -Confirm' 'n', 'y' | Out-String | Should -Match 'Connect to network lab: web\?(.|\n)+lab: db\?'
        (Get-CNetEndpoint).Name | Should -BeExactly 'db'
        (Connect-CNetNetwork lab web -Confirm:$false).Name | Should -BeExactly 'web'
    }

    It 'stops at the first error with -ErrorAction Stop' {
 { Connect-CNetNetwork nope, lab web -ErrorAction Stop } | Should -Throw -ErrorId 'NetworkNotFound,CNet.Commands.ConnectCNetNetworkCommand'
        Get-CNetEndpoint | Should -BeNullOrEmpty
    }

    It 'completes the first word' {
        (Complete 'Connect-CNetNetwork l').CompletionText | Should -BeExactly 'lab'
    }

    It 'completes networks and sandboxes' {
        (Complete 'Connect-CNetNetwork -Network l').CompletionText | Should -BeExactly 'lab'
        (Complete 'Connect-CNetNetwork lab ').CompletionText | Should -BeExactly 'db', 'web'
        (Complete 'Connect-CNetNetwork lab web -Option ').ListItemText | Should -BeExactly 'ifname=', 'sysctls='
    }
}
