# docs/from-docker.md: every line of PowerShell in it runs and gives what it says, and no option and no filter of Docker is missing.

BeforeDiscovery {
    $page = Get-Content (Join-Path $PSScriptRoot '../../docs/from-docker.md') -Raw
    # One for each row of a table: the section it stands in, what Docker has, the code or the sentence beside it, and what the code gives.
    $rows = foreach ($section in [regex]::Matches($page, '(?ms)^##+ ([^\n]+)$.*?(?=^##+ |\z)')) {
        foreach ($line in [regex]::Matches($section.Value, '(?m)^\| (.*) \|$').ForEach{ $_.Groups[1].Value }) {
            if ($line -match '^(docker \| |docker''s key \| |--- )') { continue }
            $cells = @([regex]::Split($line, ' ?(?<!\\)\| ?') -replace '\\\|', '|')
            $code = [regex]::Match($cells[-2], '^`([^`]+)`$').Groups[1].Value
            @{
                Section = $section.Groups[1].Value.Trim('`'); Docker = $cells[0]; Cells = $cells; Answer = $cells[-2]; Code = $code
                # A table of options has the short key in the middle.
                Key = $cells.Count -eq 4 -and $cells[1] ? $cells[0].Trim('`') : ''; ShortKey = $cells.Count -eq 4 ? $cells[1].Trim('`') : ''
                # '' is nothing, and null is not said.
                Gives = $cells[-1] -eq '' ? $null : $cells[-1].Trim('`')
            }
        }
    }
    # What Docker 29 has.
    $options = @{
        'docker network ls' = 'docker network ls', '-f', '--filter', 'driver=bridge', 'id=95e74588f40d', 'label=team', 'label=team=blue', 'name=la', 'scope=local', 'scope=global', 'scope=swarm',
        'type=builtin', 'type=custom', 'dangling=true', 'dangling=false', '-q', '--quiet', '--no-trunc', '--format table', "--format 'table", "--format '{{", '--format json',
        '{{.ID}}', '{{.Name}}', '{{.Driver}}', '{{.Scope}}', '{{.IPv4}}', '{{.IPv6}}', '{{.Internal}}', '{{.Labels}}', '{{.Label "team"}}', '{{.CreatedAt}}'
        'docker network create' = 'docker network create', '--attachable', '--aux-address', '--config-from', '--config-only', '-d', '--driver', '--gateway', '--ingress', '--internal', '--ip-range',
        '--ipam-driver', '--ipam-opt', '--ipv4', '--ipv6', '--label', '-o', '--opt', '--scope', '--subnet'
        'Options of the bridge driver' = @(
            'name', 'enable_ip_masquerade', 'enable_icc', 'inhibit_ipv4', 'host_binding_ipv4', 'gateway_mode_ipv4', 'gateway_mode_ipv6', 'default_bridge', 'trusted_host_interfaces' -replace '^', 'bridge.'
            'driver.mtu', 'container_iface_prefix', 'host_ipv4', 'host_ipv6', 'enable_ipv4', 'enable_ipv6', 'advertise_addr_nmsgs', 'advertise_addr_ms') -replace '^', 'com.docker.network.'
        'docker network inspect' = 'docker network inspect', 'several names', '-f', '--format', '-f json', '-v', '--verbose', 'docker inspect'
        'docker network connect' = 'docker network connect', '--alias', '--driver-opt', 'com.docker.network.endpoint.ifname', 'com.docker.network.endpoint.sysctls', '--gw-priority', '--ip', '--ip6',
        '--link', '--link-local-ip', '--mac-address'
        'docker network disconnect' = 'docker network disconnect', '-f', '--force'
        'docker network rm' = 'docker network rm', 'several names', '-f', '--force'
        'docker network prune' = 'docker network prune', '-f', '--force', 'until=24h', 'until=2099-01-01', 'label=keep', 'label!=keep', 'label!=keep=1'
        'docker run -p' = 'docker run', '-p', '--publish', '-P', '--publish-all', '--expose', '8080:80', '-p 80', '-p 80-82', '127.0.0.1:8080:80', '127.0.0.1::80', '0.0.0.0:8080:80', '[::]:8080:80', '[::1]:8080:80',
        '53:53/udp', '3868:3868/sctp', '9800-9803:80-83', '8000-8002:80', 'published=8080,target=80,protocol=tcp', 'mode=ingress'
        'docker port' = 'docker port', 'docker port web 80/tcp', 'docker port web 81', '--filter publish=8000', '{{.Ports}}', '{{json .NetworkSettings.Ports}}'
        'Settings of the daemon' = 'default-address-pools', 'bip', 'bip6', 'fixed-cidr', 'fixed-cidr-v6', 'default-gateway', 'default-gateway-v6', 'bridge', 'ip-forward', 'ip-forward-no-drop',
        'default-network-opts', 'mtu', 'icc', 'ip-masq', 'ipv6', 'iptables', 'ip6tables', 'firewall-backend', 'ip', 'userland-proxy', 'allow-direct-routing', 'dns', 'dns-opts', 'dns-search', 'host-gateway-ips'
    }
    $wanted = foreach ($section in $options.Keys | Sort-Object) {
        foreach ($option in $options[$section]) { @{ Section = $section; Option = $option; Rows = @($rows.Where{ $_.Section -eq $section }.Docker) } }
    }
}

Describe 'From Docker' {
    BeforeAll { . $PSScriptRoot/common.ps1 }

    It '<Section> has a line for <Option>' -ForEach $wanted {
        # A whole word of it: --ip is neither --ip6 nor --ip-range, and label=team not label=team=blue.
        $behind = $Option -match '\w$' ? ($Option.Contains('=') ? '(?![\w=-])' : '(?![\w-])') : ''
        $Rows -match "(?<![\w-])$([regex]::Escape($Option))$behind" | Should -Not -BeNullOrEmpty
    }

    It 'has no section that is not checked' {
        $rows.Section | Sort-Object -Unique | Should -BeExactly ($options.Keys | Sort-Object)
    } -ForEach @{ rows = $rows; options = $options }

    It 'answers <Docker>' -ForEach $rows {
        $Cells.Count | Should -BeIn 3, 4
        if (-not $Code) {
            $Answer | Should -Match '^(Never|Not (there )?yet|Comes? with|Said) ?.*\.$' -Because 'where there is no line of PowerShell, a sentence says why'
            $Gives | Should -BeNullOrEmpty
        }
    }

    Context 'on its Host' {
        BeforeEach {
            Enter-TestHost
            & ([scriptblock]::Create($setting))
        }
        AfterEach {
            $PSDefaultParameterValues.Remove('New-CNetNetwork:Mtu')
            Exit-TestHost
        }

        It '<Section>: <Docker>' -ForEach $rows.Where{ $_.Code } {
            $ErrorActionPreference = 'Stop'
            $found = @(& ([scriptblock]::Create($Code)) 6>$null).ForEach{ "$_" } -join ', '
            if ($null -ne $Gives) { $found | Should -BeExactly $Gives }
            elseif ($Code -notmatch 'Format-') { $found | Should -Not -BeNullOrEmpty }
        }

        It '<ShortKey> is <Key>' -ForEach $rows.Where{ $_.Key } {
            $option = (Get-CNetDriver bridge).Options.Where{ $_.Name -ceq $Key }
            $option.ShortName | Should -BeExactly $ShortKey
        }

        It 'all options of the bridge driver for networks are there' {
            (Get-CNetDriver bridge).Options.Where{ $_.Target -eq 'Network' }.Name | Sort-Object | Should -BeExactly ($rows.Where{ $_.Key }.Key | Sort-Object)
        } -ForEach @{ rows = $rows }
    } -ForEach @{ setting = [regex]::Match($page, '(?ms)^```powershell\n(.*?)^```$').Groups[1].Value }
}
