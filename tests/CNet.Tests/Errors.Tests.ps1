# Every error that a cmdlet can produce today: its id, its category, what it says to do, and that nothing changed.
# Not here: DriverExists and DriverFailed belong to drivers that programs bring along. LockTimeout comes after a minute, StateConflict where processes are in each other's way, NetlinkFailed and
# SystemCallFailed where the kernel refuses what nobody thought of.

BeforeDiscovery {
    $cases = @(
        @{ Id = 'NetworkNotFound'; Category = 'ObjectNotFound'; Do = { Get-CNetNetwork nope } }
        @{ Id = 'EndpointNotFound'; Category = 'ObjectNotFound'; Do = { Get-CNetEndpoint nope } }
        @{ Id = 'SandboxNotFound'; Category = 'ObjectNotFound'; Do = { Remove-CNetSandbox nope } }
        @{ Id = 'NamespaceNotFound'; Category = 'ObjectNotFound'; Do = { Remove-CNetNamespace nope } }
        @{ Id = 'DriverNotFound'; Category = 'ObjectNotFound'; Do = { New-CNetNetwork new -Driver nope } }
        @{ Id = 'DriverNotFound'; Category = 'ObjectNotFound'; Do = { New-CNetNetwork new -IpamDriver nope } }
        @{ Id = 'InterfaceNotFound'; Category = 'ObjectNotFound'; Do = { Get-CNetInterface nope } }
        @{ Id = 'HostNotFound'; Category = 'ObjectNotFound'; Do = { Get-CNetHost nope } }
        @{ Id = 'CommandNotFound'; Category = 'ObjectNotFound'; Do = { Invoke-CNetCommand web -- nope } }
        @{ Id = 'ProcessNotFound'; Category = 'ObjectNotFound'; Do = { Stop-CNetProcess 4194304 } }
        @{ Id = 'ProcessForeign'; Category = 'InvalidOperation'; Do = { Stop-CNetProcess 1 } }
        @{ Id = 'PathInvalid'; Category = 'InvalidArgument'; Do = { Start-CNetProcess web -InputPath /nope -- true } }
        @{ Id = 'NetworkExists'; Category = 'ResourceExists'; Do = { New-CNetNetwork lab } }
        @{ Id = 'EndpointExists'; Category = 'ResourceExists'; Do = { Add-CNetEndpoint -Network lab -Name web } }
        @{ Id = 'SandboxExists'; Category = 'ResourceExists'; Do = { New-CNetSandbox web } }
        @{ Id = 'NamespaceExists'; Category = 'ResourceExists'; Given = { New-CNetNamespace foreign }; Do = { New-CNetNamespace foreign } }
        @{ Id = 'NamespaceIdInUse'; Category = 'ResourceExists'; Given = { New-CNetNamespace foreign | Set-CNetNamespace -Nsid 4711 }; Do = { Set-CNetNamespace foreign -Nsid 4712 } }
        @{ Id = 'HostExists'; Category = 'ResourceExists'; Do = { New-CNetHost $testHost.Name } }
        @{ Id = 'InterfaceExists'; Category = 'ResourceExists'; Do = { New-CNetNetwork new -Option name=lo } }
        @{ Id = 'InterfaceExists'; Category = 'ResourceExists'; Do = { Join-CNetSandbox -Endpoint idle -Sandbox web -InterfaceName eth0 } }
        @{
            Id = 'SubscriptionExists'; Category = 'ResourceExists'; Given = { Register-CNetEvent -SourceIdentifier taken }; Do = { Register-CNetEvent -SourceIdentifier taken }
            After = { Unregister-Event taken }
        }
        @{ Id = 'InterfaceExists'; Category = 'ResourceExists'; Do = { New-CNetInterface br-lab bridge } }
        @{ Id = 'InterfaceInUse'; Category = 'ResourceBusy'; Do = { Remove-CNetInterface br-lab } }
        @{ Id = 'InterfaceFixed'; Category = 'InvalidOperation'; Do = { Remove-CNetInterface lo } }
        @{ Id = 'NetworkConflict'; Category = 'ResourceExists'; Do = { New-CNetNetwork new -Option name=br-lab } }
        @{ Id = 'NameInvalid'; Category = 'InvalidArgument'; Do = { New-CNetNetwork '' } }
        @{ Id = 'NameInvalid'; Category = 'InvalidArgument'; Do = { Add-CNetEndpoint -Network lab -Name 'a b' } }
        @{ Id = 'NameInvalid'; Category = 'InvalidArgument'; Do = { Get-CNetNetwork '[a' } }
        @{ Id = 'NamespaceNotFound'; Category = 'ObjectNotFound'; Do = { New-CNetSandbox -Name new -Namespace docker:nope } }
        @{ Id = 'NamespaceNotFound'; Category = 'ObjectNotFound'; Do = { New-CNetSandbox -Name new -Namespace /etc/passwd } }
        @{ Id = 'SubnetInvalid'; Category = 'InvalidArgument'; Do = { New-CNetNetwork new -Subnet ::ffff:10.5.0.0/120 } }
        @{ Id = 'OptionInvalid'; Category = 'InvalidArgument'; Do = { New-CNetNetwork new -Label =x } }
        @{ Id = 'SubnetOverlap'; Category = 'InvalidArgument'; Do = { Set-CNetHost -DefaultPool 10.64.0.0/12/24, 10.64.0.0/16/24 } }
        @{ Id = 'NameAmbiguous'; Category = 'InvalidArgument'; Do = { Get-CNetEndpoint idle2 } }
        @{ Id = 'CountMismatch'; Category = 'InvalidArgument'; Do = { Add-CNetEndpoint -Network lab -Name new -IPAddress 10.1.0.8, 10.1.0.9 } }
        @{ Id = 'ArgumentSwallowed'; Category = 'InvalidArgument'; Do = { Invoke-CNetCommand web ip -d link } }
        @{ Id = 'AddressInvalid'; Category = 'InvalidArgument'; Do = { Add-CNetEndpoint -Network lab -Name new -IPAddress 10.5 } }
        @{ Id = 'MacAddressInvalid'; Category = 'InvalidArgument'; Do = { Add-CNetEndpoint -Network lab -Name new -MacAddress ff:ff:ff:ff:ff:ff } }
        @{ Id = 'DurationInvalid'; Category = 'InvalidArgument'; Do = { Invoke-CNetCommand web -Timeout soon -- true } }
        @{ Id = 'RateInvalid'; Category = 'InvalidArgument'; Do = { Add-CNetEndpoint -Network lab -Name new -EgressRate 10mb } }
        @{ Id = 'RateInvalid'; Category = 'InvalidArgument'; Do = { Set-CNetEndpoint web -IngressRate 1tbit } }
        @{ Id = 'SubnetOverlap'; Category = 'InvalidArgument'; Do = { New-CNetNetwork new -Subnet 10.1.0.128/25 } }
        @{ Id = 'SubnetInvalid'; Category = 'InvalidArgument'; Do = { New-CNetNetwork new -Subnet 10.0.0.5/24 } }
        @{ Id = 'RangeInvalid'; Category = 'InvalidArgument'; Do = { New-CNetNetwork new -Subnet 10.7.0.0/24 -IPRange 10.8.0.0/25 } }
        @{ Id = 'GatewayOutsideSubnet'; Category = 'InvalidArgument'; Do = { New-CNetNetwork new -Subnet 10.7.0.0/24 -Gateway 10.8.0.1 } }
        @{ Id = 'AddressOutsideSubnet'; Category = 'InvalidArgument'; Do = { Add-CNetEndpoint -Network lab -Name new -IPAddress 10.8.0.1 } }
        @{ Id = 'PoolRequired'; Category = 'InvalidArgument'; Do = { New-CNetNetwork new -IpamDriver null } }
        @{ Id = 'RouteInvalid'; Category = 'InvalidArgument'; Do = { New-CNetNetwork new -Subnet 10.7.0.0/24 -Route @{ '10.9.0.0/16' = '10.8.0.1' } } }
        @{ Id = 'OptionUnknown'; Category = 'InvalidArgument'; Do = { New-CNetNetwork new -Option nope=1 } }
        @{ Id = 'OptionInvalid'; Category = 'InvalidArgument'; Do = { New-CNetNetwork new -Option enable_icc=maybe } }
        @{ Id = 'SysctlInvalid'; Category = 'InvalidArgument'; Do = { New-CNetSandbox new -Sysctl @{ 'net.ipv4.nope' = 1 } } }
        @{ Id = 'ConfigurationInvalid'; Category = 'InvalidArgument'; Do = { New-CNetNetwork new -ConfigOnly -Internal } }
        @{ Id = 'NetworkPredefined'; Category = 'InvalidOperation'; Do = { Remove-CNetNetwork host } }
        @{ Id = 'NetworkPredefined'; Category = 'InvalidOperation'; Do = { New-CNetNetwork new -Driver host } }
        @{ Id = 'EndpointNotJoined'; Category = 'InvalidOperation'; Do = { Disconnect-CNetSandbox -Endpoint idle } }
        @{ Id = 'EndpointNotJoined'; Category = 'InvalidOperation'; Do = { Disconnect-CNetNetwork other web } }
        @{ Id = 'SandboxModeConflict'; Category = 'InvalidOperation'; Do = { Connect-CNetNetwork host web } }
        @{ Id = 'SandboxModeConflict'; Category = 'InvalidOperation'; Do = { Connect-CNetNetwork none web } }
        @{
            Id = 'RouteConflict'; Category = 'InvalidOperation'; Do = { Connect-CNetNetwork lab adopted }
            Given = {
                New-CNetNamespace foreign
                Invoke-InSandbox foreign ip link add dev own type bridge
                Invoke-InSandbox foreign ip addr add 10.1.0.77/24 dev own
                Invoke-InSandbox foreign ip link set own up
                New-CNetSandbox adopted -Namespace foreign
            }
        }
        @{ Id = 'NetworkInUse'; Category = 'ResourceBusy'; Do = { Remove-CNetNetwork lab } }
        @{ Id = 'NamespaceInUse'; Category = 'ResourceBusy'; Do = { Remove-CNetNamespace web } }
        @{ Id = 'SandboxInUse'; Category = 'ResourceBusy'; Given = { New-CNetSandbox busy; Start-Sleeper busy }; Do = { Remove-CNetSandbox busy } }
        @{ Id = 'HostInUse'; Category = 'ResourceBusy'; Given = { Start-Sleeper web }; Do = { Remove-CNetHost $testHost } }
        @{ Id = 'EndpointJoined'; Category = 'ResourceBusy'; Do = { Remove-CNetEndpoint lab/web } }
        @{ Id = 'EndpointJoined'; Category = 'ResourceBusy'; Do = { Join-CNetSandbox -Endpoint lab/web -Sandbox other } }
        @{ Id = 'AddressInUse'; Category = 'ResourceBusy'; Do = { Add-CNetEndpoint -Network lab -Name new -IPAddress 10.1.0.1 } }
        @{ Id = 'PoolExhausted'; Category = 'LimitsExceeded'; Do = { Add-CNetEndpoint -Network full -Name new } }
        @{ Id = 'AddressInUse'; Category = 'ResourceBusy'; Do = { Remove-CNetAddress 10.1.0.1 } }
        @{ Id = 'AddressNotFound'; Category = 'ObjectNotFound'; Do = { Get-CNetAddress 10.1.0.99 } }
        @{ Id = 'PoolNotFound'; Category = 'ObjectNotFound'; Do = { Get-CNetAddressPool 10.99.0.0/24 } }
        @{ Id = 'PoolExists'; Category = 'ResourceExists'; Given = { New-CNetAddressPool 10.5.0.0/24 -Name vpn }; Do = { New-CNetAddressPool 10.6.0.0/24 -Name vpn } }
        @{ Id = 'PoolInUse'; Category = 'ResourceBusy'; Do = { Remove-CNetAddressPool 10.1.0.0/24 -Force } }
        @{ Id = 'PortInvalid'; Category = 'InvalidArgument'; Do = { Publish-CNetPort -Endpoint web 0 } }
        @{ Id = 'PortInvalid'; Category = 'InvalidArgument'; Do = { Publish-CNetPort -Endpoint web -Mapping 8000-8001:80-82 } }
        @{ Id = 'PortInvalid'; Category = 'InvalidArgument'; Do = { Connect-CNetNetwork lab new -Publish 80/icmp } }
        @{ Id = 'PortInUse'; Category = 'ResourceBusy'; Given = { Publish-CNetPort -Endpoint idle 80 8080 }; Do = { Publish-CNetPort -Endpoint web 81 8080 } }
        @{ Id = 'PortInUse'; Category = 'ResourceBusy'; Given = { Publish-CNetPort -Endpoint idle 80 8080 }; Do = { Add-CNetEndpoint -Network lab -Name new -Publish 8081:81, 8080:80 } }
        @{ Id = 'PortNotFound'; Category = 'ObjectNotFound'; Do = { Unpublish-CNetPort 8080 } }
        @{ Id = 'PortNotFound'; Category = 'ObjectNotFound'; Do = { Get-CNetPort web -ContainerPort 80 } }
        @{ Id = 'AddressNotFound'; Category = 'ObjectNotFound'; Do = { Publish-CNetPort -Endpoint web 80 -HostAddress 203.0.113.1 } }
        @{ Id = 'AddressInvalid'; Category = 'InvalidArgument'; Do = { Publish-CNetPort -Endpoint web 80 -HostAddress 224.0.0.1 } }
        @{
            Id = 'PoolExhausted'; Category = 'LimitsExceeded'; Do = { Publish-CNetPort -Endpoint web 80 }
            Given = {
                Invoke-InHost sysctl -qw 'net.ipv4.ip_local_port_range=40000 40001'
                Publish-CNetPort -Endpoint idle 80, 81
            }
        }
        @{ Id = 'DriverUnsupported'; Category = 'NotImplemented'; Do = { New-CNetNetwork new -Subnet 10.7.0.0/24, 10.8.0.0/24 } }
        @{ Id = 'DriverUnsupported'; Category = 'NotImplemented'; Given = { New-CNetNetwork inner -Internal | Add-CNetEndpoint x }; Do = { Publish-CNetPort -Endpoint x 80 } }
        @{ Id = 'DriverUnsupported'; Category = 'NotImplemented'; Do = { Connect-CNetNetwork none new -EgressRate 10mbit } }
        @{ Id = 'DnsRecordExists'; Category = 'ResourceExists'; Given = { Add-CNetDnsRecord -Network lab www 10.1.0.9 }; Do = { Add-CNetDnsRecord -Network lab www 10.1.0.9 } }
        @{ Id = 'DnsRecordNotFound'; Category = 'ObjectNotFound'; Do = { Get-CNetDnsRecord nope } }
        @{ Id = 'DnsRecordDerived'; Category = 'InvalidOperation'; Do = { Remove-CNetDnsRecord web -Network lab } }
        @{ Id = 'NameServerFailed'; Category = 'ResourceUnavailable'; Do = { Resolve-CNetName www.test -Server 10.1.0.2 -Sandbox web } }
        @{ Id = 'AgentUnavailable'; Category = 'ResourceUnavailable'; Do = { Get-CNetDnsLog } }
        @{ Id = 'NameTypeNotFound'; Category = 'ObjectNotFound'; Given = { Start-CNetAgent }; Do = { Resolve-CNetName web. -Type MX -Sandbox web } }
        @{ Id = 'NameNotFound'; Category = 'ObjectNotFound'; Given = { Start-NameServer web }; Do = { Resolve-CNetName www.test -Type A -Server 10.1.0.2 -Sandbox web } }
        @{ Id = 'InterfaceInUse'; Category = 'ResourceBusy'; Do = { Remove-CNetIPAddress 10.1.0.2 -Sandbox web } }
        @{ Id = 'RouteNotFound'; Category = 'ObjectNotFound'; Do = { Remove-CNetRoute 10.99.0.0/16 } }
        @{ Id = 'RuleNotFound'; Category = 'ObjectNotFound'; Do = { Remove-CNetRule 7 } }
        @{ Id = 'RuleExists'; Category = 'ResourceExists'; Given = { New-CNetRule 7 -Sandbox web }; Do = { New-CNetRule 7 -Sandbox web } }
        @{ Id = 'NeighborNotFound'; Category = 'ObjectNotFound'; Do = { Remove-CNetNeighbor 10.1.0.99 } }
        @{ Id = 'NeighborExists'; Category = 'ResourceExists'; Do = { New-CNetNeighbor 10.1.0.2 br-lab 02:00:00:00:00:07 } }
        @{ Id = 'Timeout'; Category = 'OperationTimeout'; Do = { Invoke-CNetCommand web -Timeout 50ms -- sleep 60 } }
    )
    # Each has a test of its own below, or a reason at the top of this file.
    $elsewhere = 'CommandFailed', 'ForwardingForbidden', 'PermissionDenied', 'KernelFeatureMissing', 'LibraryMissing', 'StateCorrupt', 'SchemaTooNew', 'Cancelled',
        'AgentUnavailable', 'DriverExists', 'DriverFailed', 'LockTimeout', 'StateConflict', 'NetlinkFailed', 'SystemCallFailed'
}

Describe 'Errors' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        # A name server in a sandbox that knows no name, and ends with its first answer.
        function Start-NameServer([string] $Sandbox) {
            $socket = [CNet.Controller]::Open($testHost).Sandboxes.OpenSocket((Get-CNetSandbox $Sandbox), 'InterNetwork', 'Dgram', 'Udp')
            $socket.Bind([Net.IPEndPoint]::new([ipaddress]::Any, 53))
            $null = [powershell]::Create().AddScript({
                    param($Socket)
                    $message, $client = [byte[]]::new(512), [Net.IPEndPoint]::new([ipaddress]::Any, 0)
                    $length = $Socket.ReceiveFrom($message, [ref] $client)
                    $message[2], $message[3] = 0x81, 0x83
                    $null = $Socket.SendTo($message, $length, 'None', $client)
                    $Socket.Dispose()
                }).AddArgument($socket).BeginInvoke()
        }
    }
    BeforeEach { Enter-TestHost }
    AfterEach { Exit-TestHost }

    Context 'of what users ask for' {
        BeforeEach {
            $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab
            $null = $lab | Connect-CNetNetwork -Sandbox web
            $null = $lab | Add-CNetEndpoint idle, idle2
            $null = New-CNetNetwork other | Add-CNetEndpoint idle2
            $null = New-CNetNetwork full -Subnet 10.2.0.0/30 | Add-CNetEndpoint only
        }

        It '<Id>: <Do>' -ForEach $cases {
            if ($Given) { $null = & $Given }
            $before = Get-HostState
            Assert-Error $Do $Id $Category
            Get-HostState | Should -BeExactly $before
        }
    }

    It 'are all tested' -ForEach @{ Tested = $cases.Id + $elsewhere } {
        [enum]::GetNames([CNet.CNetError]) | Sort-Object | Should -BeExactly ($Tested | Sort-Object -Unique)
    }

    It 'ForwardingForbidden' {
        Set-CNetHost -Forwarding Forbid
        $before = Get-HostState
        Assert-Error { New-CNetNetwork lab } ForwardingForbidden InvalidOperation
        Get-HostState | Should -BeExactly $before
    }

    It 'CommandFailed' {
        $null = New-CNetSandbox web
        Assert-Error { Invoke-CNetCommand web -- false } CommandFailed OperationStopped
    }

    It 'PermissionDenied, before anything is tried; looking works as far as the kernel allows' {
        $script = @'
            foreach ($command in { New-CNetNetwork lab }, { Get-CNetNetwork }, { New-CNetSandbox a }, { New-CNetHost }, { New-CNetNamespace a }, { Invoke-CNetCommand pid:1 -- true }) {
                & $command 2>&1 | ForEach-Object { "$($_.FullyQualifiedErrorId -replace ',.*') $($_.CategoryInfo.Category) $($_.ErrorDetails.RecommendedAction -match 'sudo')" }
            }
            (Get-CNetInterface lo).Index
            (Get-CNetNamespace -All).Count -gt 0
            [System.Management.Automation.CommandCompletion]::CompleteInput('Get-CNetNetwork ', 16, $null).CompletionMatches.Where{ $_.ListItemText -eq 'bridge' }.Count
'@
        $directory = New-Item (Join-Path ([IO.Path]::GetTempPath()) "cnet-nobody-$PID") -ItemType Directory
        try {
            # Of its own, since the test's are root's alone. The module is copied for the case that its folder is.
            Copy-Item (Split-Path $modulePath) $directory -Recurse
            chmod -R a+rX $directory
            $answers = env -u CNET_HOST "CNET_STATE=$directory/state" "CNET_RUN=$directory/run" "HOME=$directory" setpriv --reuid=65534 --regid=65534 --clear-groups `
                pwsh -NoProfile -Command "Import-Module '$directory/CNet/CNet.psd1'; $script" 2>&1
        }
        finally { Remove-Item $directory -Recurse -Force }
        $answers[0..5] | Should -BeExactly (@('PermissionDenied PermissionDenied True') * 6)
        $answers[6..8] | Should -BeExactly '1', 'True', '0'
    }

    It 'KernelFeatureMissing, where the kernel gives out no more namespaces' {
        $answers = unshare -Urnm sh -c 'mount -t tmpfs tmpfs /run && echo 0 >/proc/sys/user/max_net_namespaces && exec env -u CNET_HOST -u CNET_STATE -u CNET_RUN CNET_STATE=/run/state "$0" -NoProfile -Command "$1"' `
            (Get-Process -Id $PID).Path "Import-Module '$modulePath'; New-CNetSandbox web 2>&1 | ForEach-Object { `$_.FullyQualifiedErrorId; `$_.CategoryInfo.Category; `$_.ErrorDetails.RecommendedAction }; Get-CNetSandbox"
        $answers | Should -BeExactly 'KernelFeatureMissing,CNet.Commands.NewCNetSandboxCommand', 'NotInstalled', 'Raise it: sysctl user.max_net_namespaces.'
    }

    It 'LibraryMissing, with the package that brings it' {
        $library = (Get-Item /usr/lib/*/libsqlite3.so.0, /usr/lib/libsqlite3.so.0 -ErrorAction Ignore)[0].ResolvedTarget
        $answers = unshare -m sh -c 'mount --bind /dev/null "$2" && exec "$0" -NoProfile -Command "$1"' `
            (Get-Process -Id $PID).Path "Import-Module '$modulePath'; Get-CNetNetwork 2>&1 | ForEach-Object { `$_.FullyQualifiedErrorId; `$_.CategoryInfo.Category; `$_.ErrorDetails.RecommendedAction }" $library
        $answers[0, 1] | Should -BeExactly 'LibraryMissing,CNet.Commands.GetCNetNetworkCommand', 'NotInstalled'
        $answers[2] | Should -Match 'libsqlite3-0'
    }

    It 'AgentUnavailable, where its program is missing' {
        $directory = New-Item (Join-Path ([IO.Path]::GetTempPath()) "cnet-no-agent-$PID") -ItemType Directory
        try {
            Copy-Item (Split-Path $modulePath) $directory -Recurse
            Remove-Item "$directory/CNet/CNet.Agent.dll"
            $answers = pwsh -NoProfile -Command "Import-Module '$directory/CNet/CNet.psd1'; Start-CNetAgent 2>&1 | ForEach-Object { `$_.FullyQualifiedErrorId; `$_.CategoryInfo.Category; `$_.ErrorDetails.RecommendedAction }"
        }
        finally { Remove-Item $directory -Recurse -Force }
        $answers[0, 1] | Should -BeExactly 'AgentUnavailable,CNet.Commands.StartCNetAgentCommand', 'ResourceUnavailable'
        $answers[2] | Should -Match 'CNet\.Core\.dll'
        (Get-CNetAgent).State | Should -Be 'Stopped'
    }

    Context 'of the state' {
        BeforeEach {
            $null = New-CNetNetwork lab
            # Another process comes upon what this one has open.
            function Get-Answer { Invoke-Pwsh 'Get-CNetNetwork lab 2>&1 | ForEach-Object { $_.FullyQualifiedErrorId; $_.CategoryInfo.Category; $_.ErrorDetails.RecommendedAction }' }
        }

        It 'SchemaTooNew' {
            sqlite3 "$($testHost.StateDirectory)/state.db" 'PRAGMA user_version = 999'
            $answer = Get-Answer
            $answer[0, 1] | Should -BeExactly 'SchemaTooNew,CNet.Commands.GetCNetNetworkCommand', 'InvalidData'
            $answer[2] | Should -Not -BeNullOrEmpty
        }

        It 'StateCorrupt: <Name>' -ForEach @(
            @{ Name = 'a file that is no state'; Break = { Set-Content "$($testHost.StateDirectory)/state.db" ('no state ' * 1000); Remove-Item "$($testHost.StateDirectory)/state.db-*" } }
            @{ Name = 'a damaged record'; Break = { sqlite3 "$($testHost.StateDirectory)/state.db" "UPDATE documents SET value = '{broken' WHERE value LIKE '%`"lab`"%'" } }
        ) {
            & $Break
            (Get-Answer)[0, 1] | Should -BeExactly 'StateCorrupt,CNet.Commands.GetCNetNetworkCommand', 'InvalidData'
        }

        It 'StateCorrupt says what to do' {
            sqlite3 "$($testHost.StateDirectory)/state.db" "UPDATE documents SET value = '{broken' WHERE value LIKE '%`"lab`"%'"
            (Get-Answer)[2] | Should -Not -BeNullOrEmpty
        }
    }

    It 'Cancelled: Ctrl+C ends the waiting for another process, and nothing is made' {
        $null = Get-CNetNetwork
        $holder = Start-Process flock -ArgumentList (Join-Path $testHost.RunDirectory lock), 'sleep', '60' -PassThru
        $shell = [powershell]::Create()
        try {
            Wait-Until { (Get-Content "/proc/$($holder.Id)/task/$($holder.Id)/children") }
            $null = $shell.AddScript("Import-Module '$modulePath'; 'begun'; New-CNetNetwork lab")
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $run = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            Wait-Until { $output.Count -eq 1 }
            (Measure-Command { $shell.Stop() }).TotalSeconds | Should -BeLessThan 10 -Because 'the other process would take a minute'
            Wait-Until { $run.IsCompleted }
            $output | Should -HaveCount 1
        }
        finally {
            $shell.Dispose()
            $child = Get-Content "/proc/$($holder.Id)/task/$($holder.Id)/children"
            $holder.Kill()
            if ($child) { (Get-Process -Id $child.Trim()).Kill() }
        }
        Get-CNetNetwork lab* | Should -BeNullOrEmpty
        (New-CNetNetwork lab).Name | Should -BeExactly 'lab' -Because 'the lock is free again'
    }

    It 'leave no trace where a cmdlet ends a script' {
        $before = Get-HostState
 { New-CNetNetwork '' -ErrorAction Stop } | Should -Throw -ErrorId 'NameInvalid,CNet.Commands.NewCNetNetworkCommand'
        $ErrorActionPreference = 'Stop'
 { Get-CNetNetwork nope } | Should -Throw -ErrorId 'NetworkNotFound,CNet.Commands.GetCNetNetworkCommand'
        Get-HostState | Should -BeExactly $before
    }

    It 'name what the user gave as their target' {
        (Get-ErrorOf { Get-CNetNetwork nope }).TargetObject | Should -BeExactly 'nope'
        (Get-ErrorOf { New-CNetNetwork lab -Subnet 10.0.0.5/24 }).TargetObject | Should -BeExactly '10.0.0.5/24'
        (Get-ErrorOf { Get-CNetDriver nope }).TargetObject | Should -BeExactly 'nope'
    }
}
