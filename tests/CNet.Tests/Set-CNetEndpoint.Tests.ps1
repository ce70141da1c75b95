Describe 'Set-CNetEndpoint' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        # What the kernel holds a link of the Host to, as tc says it; nothing where it is not held.
        function Get-RateOf([string] $Link) { [regex]::Match((Invoke-InHost tc qdisc show dev $Link root | Out-String), '^qdisc tbf .* rate (\S+) ').Groups[1].Value }
        function Get-Device($Endpoint) { "ifb$($Endpoint.Id.Substring(0, 11))" }
        function Get-Shown([string] $Name = 'lab/web') { $endpoint = Get-CNetEndpoint $Name; "$($endpoint.EgressRate) $($endpoint.IngressRate)" }
    }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
        $web = $lab | Connect-CNetNetwork -Sandbox web
    }
    AfterEach { Exit-TestHost }

    It 'changes the rates of an endpoint that is joined, and says nothing' {
        Set-CNetEndpoint lab/web -EgressRate 10mbit -IngressRate 100mbit | Should -BeNullOrEmpty
        Get-Shown | Should -BeExactly '10mbit 100mbit'
        Get-RateOf $web.HostInterfaceName | Should -BeExactly '100Mbit'
        Get-RateOf (Get-Device $web) | Should -BeExactly '10Mbit'
        Test-Ping web 10.1.0.1 | Should -BeTrue
        Test-CNetHost -Quiet | Should -BeTrue
    }

    It 'leaves what is not given' {
        Set-CNetEndpoint lab/web -EgressRate 10mbit
        Get-Shown | Should -BeExactly '10mbit unlimited'
        Get-RateOf $web.HostInterfaceName | Should -BeExactly ''
        Set-CNetEndpoint lab/web -IngressRate 20mbit
        Get-Shown | Should -BeExactly '10mbit 20mbit'
        Set-CNetEndpoint lab/web
        Get-Shown | Should -BeExactly '10mbit 20mbit'
    }

    It 'takes limits away with <_>' -ForEach 0, '0', 'unlimited', '0mbit' {
        Set-CNetEndpoint lab/web -EgressRate 10mbit -IngressRate 20mbit
        Set-CNetEndpoint lab/web -EgressRate $_ -IngressRate $_
        Get-Shown | Should -BeExactly 'unlimited unlimited'
        Get-RateOf $web.HostInterfaceName | Should -BeExactly ''
        Invoke-InHost ip -o link show type ifb | Should -BeNullOrEmpty
        Invoke-InHost tc qdisc show dev $web.HostInterfaceName ingress | Should -BeNullOrEmpty
        Test-Ping web 10.1.0.1 | Should -BeTrue
    }

    It 'changes the rates that an endpoint has when it joins' {
        $null = $lab | Add-CNetEndpoint idle
        Set-CNetEndpoint idle -EgressRate 10mbit -IngressRate 20mbit
        Invoke-InHost ip -o link show type ifb | Should -BeNullOrEmpty
        $idle = Join-CNetSandbox -Endpoint idle -Sandbox idle
        "$($idle.EgressRate) $($idle.IngressRate)" | Should -BeExactly '10mbit 20mbit'
        Get-RateOf $idle.HostInterfaceName | Should -BeExactly '20Mbit'
        Get-RateOf (Get-Device $idle) | Should -BeExactly '10Mbit'
        Disconnect-CNetNetwork lab idle
        Invoke-InHost ip -o link show type ifb | Should -BeNullOrEmpty
    }

    It 'takes a rate by <Name>' -ForEach @(
        @{ Name = 'word'; Do = { Set-CNetEndpoint lab/web -EgressRate 1.5mbit }; Rate = '1500kbit' }
        @{ Name = 'bytes'; Do = { Set-CNetEndpoint lab/web -EgressRate 100kbps }; Rate = '800kbit' }
        @{ Name = 'number of bits'; Do = { Set-CNetEndpoint lab/web -EgressRate 1000000 }; Rate = '1mbit' }
        @{ Name = 'computed number'; Do = { Set-CNetEndpoint lab/web -EgressRate (3 * 1e6) }; Rate = '3mbit' }
        @{ Name = 'object'; Do = { Set-CNetEndpoint lab/web -EgressRate ([CNet.Rate]::Parse('2gbit')) }; Rate = '2gbit' }
        @{ Name = 'that of another'; Do = { Set-CNetEndpoint lab/web -EgressRate ($lab | Add-CNetEndpoint other -IngressRate 7mbit).IngressRate }; Rate = '7mbit' }
    ) {
        & $Do
        (Get-CNetEndpoint lab/web).EgressRate | Should -BeExactly $Rate
    }

    It 'refuses <_> as it was typed' -ForEach '10mb', '1gb', '5kb', 'fast', '-1', '1kbit', '1tbit' {
        $before = Get-HostState
        $record = Get-ErrorOf ([scriptblock]::Create("Set-CNetEndpoint lab/web -EgressRate $_"))
        "$($record.FullyQualifiedErrorId) $($record.CategoryInfo.Category)" | Should -BeExactly 'RateInvalid,CNet.Commands.SetCNetEndpointCommand InvalidArgument'
        $record.ErrorDetails.RecommendedAction | Should -Match 'bit'
        "$($record.TargetObject)" | Should -BeExactly $_
        Get-HostState | Should -BeExactly $before
        Get-Shown | Should -BeExactly 'unlimited unlimited'
    }

    It 'gives rates that can be compared' {
        Set-CNetEndpoint lab/web -EgressRate 10mbit
        $rate = (Get-CNetEndpoint lab/web).EgressRate
        $rate | Should -BeOfType CNet.Rate
        $rate.BitsPerSecond | Should -Be 10000000
        $rate -lt '1gbit' | Should -BeTrue
        $rate -eq '10000kbit' | Should -BeTrue
        (Get-CNetEndpoint | Where-Object EgressRate -LT '20mbit').Name | Should -BeExactly 'web'
        (Get-CNetEndpoint | Where-Object IngressRate -LT '400gbit') | Should -BeNullOrEmpty -Because 'more passes without a limit'
    }

    It 'takes endpoints by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Set-CNetEndpoint web -EgressRate 10mbit } }
        @{ Name = 'network and name'; Do = { Set-CNetEndpoint lab/web -EgressRate 10mbit } }
        @{ Name = 'id'; Do = { Set-CNetEndpoint $web.ShortId -EgressRate 10mbit } }
        @{ Name = 'wildcard'; Do = { Set-CNetEndpoint lab/w* -EgressRate 10mbit } }
        @{ Name = 'object'; Do = { $web | Set-CNetEndpoint -EgressRate 10mbit } }
        @{ Name = 'piped name'; Do = { 'web' | Set-CNetEndpoint -EgressRate 10mbit } }
        @{ Name = 'object of another process'; Do = { $web | ConvertTo-Deserialized | Set-CNetEndpoint -EgressRate 10mbit } }
    ) {
        $null = $lab | Add-CNetEndpoint other
        & $Do
        Get-Shown | Should -BeExactly '10mbit unlimited'
        Get-Shown lab/other | Should -BeExactly 'unlimited unlimited'
    }

    It 'changes the good ones and gives one error for each bad one' {
        $null = Add-CNetEndpoint -Network none -Name idle
        $null = $lab | Add-CNetEndpoint db
        $changed = Set-CNetEndpoint web, nope, none/idle, db -EgressRate 10mbit -PassThru -ErrorAction SilentlyContinue -ErrorVariable errors
        $changed.ForEach{ "$($_.Name) $($_.EgressRate)" } | Should -BeExactly 'web 10mbit', 'db 10mbit'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'EndpointNotFound', 'DriverUnsupported'
    }

    It 'changes nothing with -WhatIf' {
        $before = Get-HostState
        Set-CNetEndpoint lab/web -EgressRate 10mbit -IngressRate 10mbit -WhatIf
        Get-HostState | Should -BeExactly $before
        Get-Shown | Should -BeExactly 'unlimited unlimited'
    }

    It 'shows the endpoint as it would be' {
        $preview = Set-CNetEndpoint lab/web -EgressRate 10mbit -WhatIf -PassThru
        "$($preview.EgressRate) $($preview.Sandbox) $($preview.IsPreview)" | Should -BeExactly '10mbit web True'
        $piped = $lab | Add-CNetEndpoint new -WhatIf | Set-CNetEndpoint -IngressRate 5mbit -PassThru
        "$($piped.Name) $($piped.IngressRate) $($piped.IsPreview)" | Should -BeExactly 'new 5mbit True'
        Assert-Error { Set-CNetEndpoint lab/web -EgressRate 1kbit -WhatIf } RateInvalid InvalidArgument
    }

    It 'changes and emits nothing where the answer is no' {
        Invoke-Pwsh '(Set-CNetEndpoint lab/web -EgressRate 10mbit -Confirm -PassThru).ShortId' n | Out-String | Tee-Object -Variable said | Should -Match 'Change endpoint: lab/web\?'
        $said | Should -Not -Match $web.ShortId
        Get-Shown | Should -BeExactly 'unlimited unlimited'
        Set-CNetEndpoint lab/web -EgressRate 10mbit -Confirm:$false
        Get-Shown | Should -BeExactly '10mbit unlimited'
    }

    It 'says with -Verbose what it does' {
        Set-CNetEndpoint lab/web -EgressRate 10mbit -Verbose 4>&1 | Out-String | Should -Match 'tc qdisc replace dev ifb\S+ root tbf rate 10mbit burst 73728 latency 50ms'
        Set-CNetEndpoint lab/web -EgressRate 0 -Verbose 4>&1 | Out-String | Should -Match 'ip link del ifb'
    }

    It 'refuses an endpoint that is gone' {
        Remove-CNetEndpoint web -Force
        Assert-Error { $web | Set-CNetEndpoint -EgressRate 10mbit } EndpointNotFound ObjectNotFound
    }

    It 'shows the rates in a list' {
        Set-CNetEndpoint lab/web -EgressRate 10mbit -PassThru | Format-List | Out-String | Should -Match '(?s)EgressRate\s+: 10mbit.*IngressRate\s+: unlimited'
    }

    It 'completes endpoints' {
        (Complete 'Set-CNetEndpoint we').CompletionText | Should -BeExactly 'web'
    }
}
