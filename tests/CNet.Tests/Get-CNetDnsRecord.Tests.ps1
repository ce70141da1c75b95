Describe 'Get-CNetDnsRecord' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
        $null = $lab | Connect-CNetNetwork -Sandbox web, db
        $null = $lab | Add-CNetEndpoint idle
        $null = New-CNetNetwork other -Subnet 10.2.0.0/24 | Connect-CNetNetwork -Sandbox web
        $null = Add-CNetDnsRecord -Network lab www 10.1.0.2
    }
    AfterEach { Exit-TestHost }

    It 'lists what resolves on a network, and what each name is' {
        $id = (Get-CNetSandbox db).ShortId
        $records = $lab | Get-CNetDnsRecord
        $records.Where{ $_.Endpoint -eq 'db' }.ForEach{ "$_ $($_.Source) $($_.Sandbox)" } | Sort-Object | Should -BeExactly (@("$id A 10.1.0.3 Id db", 'db A 10.1.0.3 Sandbox db') | Sort-Object)
        $records.Where{ $_.Source -eq 'Record' }.ForEach{ "$_" } | Should -BeExactly 'www A 10.1.0.2'
        $records.Name | Should -Not -Contain 'idle' -Because 'it is in no sandbox'
        $records | Should -HaveCount 5
    }

    It 'finds names by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Get-CNetDnsRecord web }; Found = '10.1.0.2 lab', '10.2.0.2 other' }
        @{ Name = 'name in another case'; Do = { Get-CNetDnsRecord DB }; Found = '10.1.0.3 lab' }
        @{ Name = 'name and network'; Do = { Get-CNetDnsRecord web.other }; Found = '10.2.0.2 other' }
        @{ Name = 'wildcard'; Do = { Get-CNetDnsRecord w* -Network lab }; Found = '10.1.0.2 lab', '10.1.0.2 lab' }
        @{ Name = 'several networks'; Do = { Get-CNetNetwork lab, other | Get-CNetDnsRecord db }; Found = '10.1.0.3 lab' }
        @{ Name = 'network of another process'; Do = { Get-CNetNetwork other | ConvertTo-Deserialized | Get-CNetDnsRecord web }; Found = '10.2.0.2 other' }
    ) {
        (& $Do).ForEach{ "$($_.Data) $($_.Network)" } | Should -BeExactly $Found
    }

    It 'shows where addresses lead back to where that is asked for' {
        (Get-CNetDnsRecord -Type PTR -Network lab).ForEach{ "$_" } | Should -BeExactly '2.0.1.10.in-addr.arpa PTR web.lab', '3.0.1.10.in-addr.arpa PTR db.lab'
        Get-CNetDnsRecord -Type AAAA, SRV | Should -BeNullOrEmpty
    }

    It 'says which name is not there' {
        Assert-Error { Get-CNetDnsRecord idle } DnsRecordNotFound ObjectNotFound "'idle'"
        Assert-Error { Get-CNetDnsRecord db -Network other } DnsRecordNotFound ObjectNotFound "network 'other'"
        Assert-Error { Get-CNetDnsRecord '[a' } NameInvalid InvalidArgument
        Get-CNetDnsRecord nobody* | Should -BeNullOrEmpty
        Assert-NullIsNotAll { Get-CNetDnsRecord $null }
        Assert-NullIsNotAll { $null | Get-CNetDnsRecord }
    }

    It 'follows leaving and removing' {
        Disconnect-CNetNetwork lab web
        (Get-CNetDnsRecord -Network lab -Name w*).Name | Should -BeExactly 'www'
        Remove-CNetNetwork lab -Force
        (Get-CNetDnsRecord).Network | Sort-Object -Unique | Should -BeExactly 'other'
    }

    It 'shows a table, a list and a wide view' {
        Get-CNetDnsRecord www | Format-Table | Out-String -Width 120 | Should -Match '(?s)Name +Type +Data +Source +Network +Server.+www +A +10\.1\.0\.2 +Record +lab'
        Get-CNetDnsRecord db | Format-List | Out-String | Should -Match '(?s)TimeToLive +: 00:10:00.+Endpoint +: db'
        Get-CNetDnsRecord db | Format-Wide | Out-String | Should -Match 'db A 10\.1\.0\.3'
    }

    It 'is sorted, compared and kept as other objects are' {
        (Get-CNetDnsRecord db) -eq (Get-CNetDnsRecord DB) | Should -BeTrue
        Compare-Object (Get-CNetDnsRecord web) (Get-CNetDnsRecord web) | Should -BeNullOrEmpty
        $copy = Get-CNetDnsRecord db | ConvertTo-Deserialized
        "$($copy.Name) $($copy.Type) $($copy.Data) $($copy.Address) $($copy.Source) $($copy.Network)" | Should -BeExactly 'db A 10.1.0.3 10.1.0.3 Sandbox lab'
    }

    It 'completes names, and those that can be taken away' {
        (Complete 'Get-CNetDnsRecord d').CompletionText | Should -BeExactly 'db'
        (Complete 'Get-CNetDnsRecord d').ToolTip | Should -BeExactly '10.1.0.3 on lab'
        (Complete 'Remove-CNetDnsRecord -Network lab w').CompletionText | Should -BeExactly 'www'
    }
}
