Describe 'Remove-CNetDnsRecord' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        function Get-Given { (Get-CNetDnsRecord -Network lab).Where{ $_.Source -eq 'Record' }.ForEach{ "$_" } }
    }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
        $null = $lab | Connect-CNetNetwork -Sandbox web
        $null = Add-CNetDnsRecord -Network lab www 10.1.0.8, 10.1.0.9, fd00::9
        $null = Add-CNetDnsRecord -Network lab _http._tcp.web -Target web -Port 80
    }
    AfterEach { Exit-TestHost }

    It 'takes away by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Remove-CNetDnsRecord www -Network lab }; Left = '_http._tcp.web SRV 0 0 80 web' }
        @{ Name = 'name in another case, with a dot'; Do = { Remove-CNetDnsRecord WWW. -Network lab }; Left = '_http._tcp.web SRV 0 0 80 web' }
        @{ Name = 'address'; Do = { Remove-CNetDnsRecord www 10.1.0.8, fd00::9 -Network lab }; Left = '_http._tcp.web SRV 0 0 80 web', 'www A 10.1.0.9' }
        @{ Name = 'object'; Do = { Get-CNetDnsRecord www -Type A | Remove-CNetDnsRecord }; Left = '_http._tcp.web SRV 0 0 80 web', 'www AAAA fd00::9' }
        @{ Name = 'object of another process'; Do = { Get-CNetDnsRecord -Type SRV | ConvertTo-Deserialized | Remove-CNetDnsRecord }; Left = 'www A 10.1.0.8', 'www A 10.1.0.9', 'www AAAA fd00::9' }
    ) {
        & $Do | Should -BeNullOrEmpty
        Get-Given | Should -BeExactly $Left
    }

    It 'emits what it took with -PassThru, and takes what is gone for taken' {
        $records = Get-CNetDnsRecord www
        (Remove-CNetDnsRecord www -Network lab -PassThru).ForEach{ "$_" } | Should -BeExactly $records.ForEach{ "$_" }
        $records | Remove-CNetDnsRecord
        $records | ConvertTo-Deserialized | Remove-CNetDnsRecord
        Get-Given | Should -BeExactly '_http._tcp.web SRV 0 0 80 web'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'the name of an endpoint'; Id = 'DnsRecordDerived'; Category = 'InvalidOperation'; Do = { Remove-CNetDnsRecord web -Network lab } }
        @{ Name = 'the record of an endpoint'; Id = 'DnsRecordDerived'; Category = 'InvalidOperation'; Do = { Get-CNetDnsRecord web | Remove-CNetDnsRecord } }
        @{ Name = 'what an address leads back to'; Id = 'DnsRecordDerived'; Category = 'InvalidOperation'; Do = { Get-CNetDnsRecord -Type PTR -Name 9.0.1.10* | Remove-CNetDnsRecord } }
        @{ Name = 'a name that is not there'; Id = 'DnsRecordNotFound'; Category = 'ObjectNotFound'; Do = { Remove-CNetDnsRecord nope -Network lab } }
        @{ Name = 'a wildcard'; Id = 'DnsRecordNotFound'; Category = 'ObjectNotFound'; Do = { Remove-CNetDnsRecord w* -Network lab } }
        @{ Name = 'an address that the name does not have'; Id = 'DnsRecordNotFound'; Category = 'ObjectNotFound'; Do = { Remove-CNetDnsRecord www 10.1.0.77 -Network lab } }
        @{ Name = 'a network that is not there'; Id = 'NetworkNotFound'; Category = 'ObjectNotFound'; Do = { Remove-CNetDnsRecord www -Network nope } }
    ) {
        Assert-Error $Do $Id $Category
        Get-Given | Should -HaveCount 4
    }

    It 'takes nothing with -WhatIf, and asks with -Confirm' {
        (Remove-CNetDnsRecord www -Network lab -WhatIf -PassThru) | Should -HaveCount 3
        Invoke-Pwsh 'Remove-CNetDnsRecord www 10.1.0.8 -Network lab -Confirm' n | Out-String | Should -Match 'Take away www A 10\.1\.0\.8: lab\?'
        Get-Given | Should -HaveCount 4
    }

    It 'takes nothing that is no record' {
        { $lab | Remove-CNetDnsRecord -ErrorAction Stop } | Should -Throw -ErrorId 'InputObjectNotBound,*'
        { 'www' | Remove-CNetDnsRecord -ErrorAction Stop } | Should -Throw
        Get-Given | Should -HaveCount 4
    }
}
