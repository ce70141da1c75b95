Describe 'Add-CNetDnsRecord' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
    }
    AfterEach { Exit-TestHost }

    It 'gives a name for addresses of both families, and emits what it gave' {
        $records = Add-CNetDnsRecord -Network lab printer 10.1.0.9, fd00::9
        $records.ForEach{ "$_" } | Should -BeExactly 'printer A 10.1.0.9', 'printer AAAA fd00::9'
        $records[0].Address | Should -Be ([ipaddress] '10.1.0.9')
        "$($records[0].Source) $($records[0].Network) $($records[0].TimeToLive)" | Should -BeExactly 'Record lab 00:10:00'
        (Get-CNetDnsRecord).ForEach{ "$_" } | Should -BeExactly $records.ForEach{ "$_" }
    }

    It 'says where a service is' {
        $record = Add-CNetDnsRecord -Network lab _http._tcp.web -Target web -Port 8080 -Priority 1 -Weight 2
        "$record" | Should -BeExactly '_http._tcp.web SRV 1 2 8080 web'
        "$($record.Target) $($record.Port) $($record.Priority) $($record.Weight)" | Should -BeExactly 'web 8080 1 2'
    }

    It 'takes networks by <Name>' -ForEach @(
        @{ Name = 'object'; Do = { $lab | Add-CNetDnsRecord -Name x -Address 10.1.0.9 } }
        @{ Name = 'name'; Do = { Add-CNetDnsRecord -Network lab -Name x -Address 10.1.0.9 } }
        @{ Name = 'wildcard'; Do = { Add-CNetDnsRecord -Network l*b x 10.1.0.9 } }
        @{ Name = 'object of another process'; Do = { $lab | ConvertTo-Deserialized | Add-CNetDnsRecord x 10.1.0.9 } }
        @{ Name = 'property'; Do = { [pscustomobject] @{ Network = 'lab'; Address = '10.1.0.9' } | Add-CNetDnsRecord x } }
    ) {
        (& $Do).ForEach{ "$_ $($_.Network)" } | Should -BeExactly 'x A 10.1.0.9 lab'
    }

    It 'takes services from a file' {
        'Network,Target,Port,Priority,Weight', 'lab,web,80,1,2', 'lab,db,81,3,4' | ConvertFrom-Csv | Add-CNetDnsRecord _http._tcp.x |
            ForEach-Object Data | Should -BeExactly '1 2 80 web', '3 4 81 db'
    }

    It 'adds to what the name leads to, and takes what is there with -Force only' {
        $null = Add-CNetDnsRecord -Network lab x 10.1.0.9
        $null = Add-CNetDnsRecord -Network lab X 10.1.0.10
        Assert-Error { Add-CNetDnsRecord -Network lab x 10.1.0.11, 10.1.0.9 } DnsRecordExists ResourceExists "'x' has the address 10\.1\.0\.9 already on network 'lab'"
        (Get-CNetDnsRecord x).Data | Should -BeExactly '10.1.0.9', '10.1.0.10'
        (Add-CNetDnsRecord -Network lab x 10.1.0.11, 10.1.0.9 -Force).Data | Should -BeExactly '10.1.0.9', '10.1.0.11'
        (Get-CNetDnsRecord x).Data | Should -BeExactly '10.1.0.9', '10.1.0.10', '10.1.0.11'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'what is no name'; Id = 'NameInvalid'; Category = 'InvalidArgument'; Do = { Add-CNetDnsRecord -Network lab 'a b' 10.1.0.9 } }
        @{ Name = 'a wildcard as name'; Id = 'NameInvalid'; Category = 'InvalidArgument'; Do = { Add-CNetDnsRecord -Network lab '*' 10.1.0.9 } }
        @{ Name = 'what is no address'; Id = 'AddressInvalid'; Category = 'InvalidArgument'; Do = { Add-CNetDnsRecord -Network lab x 10.1 } }
        @{ Name = 'a network that is not there'; Id = 'NetworkNotFound'; Category = 'ObjectNotFound'; Do = { Add-CNetDnsRecord -Network nope x 10.1.0.9 } }
        @{ Name = 'a predefined network'; Id = 'NetworkPredefined'; Category = 'InvalidOperation'; Do = { Add-CNetDnsRecord -Network bridge x 10.1.0.9 } }
    ) {
        Assert-Error $Do $Id $Category
        Get-CNetDnsRecord | Should -BeNullOrEmpty
        { Add-CNetDnsRecord -Network lab x -Target web -Port 65536 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'gives nothing with -WhatIf, also behind a network that would be' {
        $record = New-CNetNetwork new -WhatIf | Add-CNetDnsRecord x 10.9.0.1
        "$record $($record.Network) $($record.IsPreview)" | Should -BeExactly 'x A 10.9.0.1 new True'
        (Add-CNetDnsRecord -Network lab x, x 10.1.0.9 -WhatIf -ErrorAction SilentlyContinue -ErrorVariable twice) | Should -HaveCount 1
        $twice[0].FullyQualifiedErrorId | Should -BeLike 'DnsRecordExists,*'
        Get-CNetDnsRecord | Should -BeNullOrEmpty
        Invoke-Pwsh 'Add-CNetDnsRecord -Network lab x 10.1.0.9 -Confirm' n | Out-String | Should -Match 'Give the name x to 10\.1\.0\.9: lab\?'
        Get-CNetDnsRecord | Should -BeNullOrEmpty
    }

    It 'completes networks' {
        (Complete 'Add-CNetDnsRecord -Network l').CompletionText | Should -BeExactly 'lab'
    }
}
