# What holds for every cmdlet, checked by looking at all that the module exports.

BeforeDiscovery {
    . $PSScriptRoot/common.ps1
    $module = Get-Module CNet
    $cmdlets = $module.ExportedCmdlets.Values | Sort-Object Name
    $writers = $cmdlets | Where-Object Verb -in 'New', 'Add', 'Set', 'Remove', 'Join', 'Connect', 'Disconnect', 'Request', 'Repair', 'Clear', 'Publish', 'Unpublish', 'Start', 'Stop', 'Rename', 'Move', 'Enable', 'Disable'
    $types = $cmdlets.OutputType.Type | Where-Object Namespace -eq 'CNet' | Sort-Object FullName -Unique
}

Describe 'The module' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        $manifest = Import-PowerShellDataFile $modulePath
        $exported = Get-Module CNet
    }

    It 'exports by name, and nothing else' {
        $exported.ExportedCmdlets.Keys | Sort-Object | Should -BeExactly ($manifest.CmdletsToExport | Sort-Object)
        $exported.ExportedFunctions.Keys | Should -BeExactly $manifest.FunctionsToExport
        $exported.ExportedAliases.Keys | Sort-Object | Should -BeExactly ($manifest.AliasesToExport | Sort-Object)
        $exported.ExportedVariables.Keys | Should -BeNullOrEmpty
        @($manifest.CmdletsToExport; $manifest.FunctionsToExport; $manifest.AliasesToExport) | Should -Not -Match '[*?]'
    }

    It 'exports every cmdlet class' {
        $classes = $exported.ImplementingAssembly.GetExportedTypes() | Where-Object { $_.IsSubclassOf([System.Management.Automation.Cmdlet]) -and -not $_.IsAbstract }
        $classes.FullName | Sort-Object | Should -BeExactly ($exported.ExportedCmdlets.Values.ImplementingType.FullName | Sort-Object)
    }

    It 'has three aliases' {
        $exported.ExportedAliases.Values | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.ResolvedCommandName)" } |
            Should -BeExactly 'Connect-CNetSandbox Join-CNetSandbox', 'Exec-CNetCommand Invoke-CNetProgram', 'Leave-CNetSandbox Disconnect-CNetSandbox'
    }

    It 'imports without a warning' {
        Invoke-Pwsh '"imported"' | Should -BeExactly 'imported'
    }

    It 'brings no assembly but its own, the agent''s among them' {
        (Get-ChildItem (Split-Path $modulePath) -Filter *.dll).Name | Sort-Object | Should -BeExactly 'CNet.Agent.dll', 'CNet.Core.dll', 'CNet.dll'
    }
}

Describe '<_.Name>' -ForEach $cmdlets {
    BeforeAll {
        $cmdlet = $_
        # Of the cmdlet itself, without what every cmdlet has.
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        $parameters = $cmdlet.Parameters.Values | Where-Object Name -notin $common
        function Get-Declaration($Parameter) { $Parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.ParameterAttribute] } }
        function Test-IsReference($Parameter) { $Parameter.ParameterType.FullName -match '^CNet\.Binding\.\w+Ref(\[\])?$' }
    }

    It 'has an approved verb and a singular noun' {
        (Get-Verb $cmdlet.Verb) | Should -Not -BeNullOrEmpty
        $cmdlet.Noun | Should -MatchExactly '^CNet(Network|Endpoint|Sandbox|Driver|Host|Namespace|Interface|Route|Command|Process|AddressPool|Address|Port|Firewall|Statistic|DockerJson|Agent|DnsRecord|DnsLog|Name|IPAddress|Rule|Neighbor|ForwardingEntry|Bridge|Socket|Tree|Event)$'
    }

    It 'is the class its name says' {
        $cmdlet.ImplementingType.FullName | Should -BeExactly "CNet.Commands.$($cmdlet.Verb)$($cmdlet.Noun)Command"
        [IO.Path]::GetFileName($cmdlet.ImplementingType.Assembly.Location) | Should -BeExactly 'CNet.dll'
    }

    It 'declares what it outputs' {
        $cmdlet.OutputType | Should -Not -BeNullOrEmpty
    }

    It 'explains every parameter' {
        foreach ($parameter in $parameters) {
            foreach ($attribute in Get-Declaration $parameter) { $attribute.HelpMessage | Should -Not -BeNullOrEmpty -Because "-$($parameter.Name) is shown with it by Tab" }
        }
    }

    It 'takes one thing from the pipeline by value in each parameter set' {
        foreach ($set in $cmdlet.ParameterSets) { @($set.Parameters | Where-Object ValueFromPipeline).Count | Should -BeLessOrEqual 1 -Because $set.Name }
    }

    It 'takes no string and no object from the pipeline by value, which would swallow anything' {
        foreach ($parameter in $parameters) {
            if ((Get-Declaration $parameter).ValueFromPipeline -contains $true) {
                $type = $parameter.ParameterType
                ($type.IsArray ? $type.GetElementType() : $type) | Should -Not -BeIn ([string], [object], [psobject]) -Because "-$($parameter.Name)"
            }
        }
    }

    It 'gives no position to what is piped where another position follows' {
        foreach ($set in $cmdlet.ParameterSets) {
            foreach ($piped in $set.Parameters | Where-Object { $_.ValueFromPipeline -and $_.Position -ge 0 }) {
                $set.Parameters | Where-Object { $_.Position -gt $piped.Position } | Should -BeNullOrEmpty -Because "$($set.Name): -$($piped.Name) would take its argument"
            }
        }
    }

    It 'completes every reference' {
        foreach ($parameter in $parameters | Where-Object { Test-IsReference $_ }) {
            $parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.ArgumentCompleterAttribute] } | Should -Not -BeNullOrEmpty -Because "-$($parameter.Name)"
        }
    }

    It 'binds no name of a child by property name' {
        if ($cmdlet.Parameters.ContainsKey('Name') -and $cmdlet.Noun -ne 'CNetNetwork') {
            (Get-Declaration $cmdlet.Parameters.Name).ValueFromPipelineByPropertyName | Should -Not -Contain $true
        }
    }

    It 'uses switches, not booleans' {
        $parameters.ParameterType | Should -Not -Contain ([bool])
    }
}

Describe '<_.Name>, which changes something,' -ForEach $writers {
    BeforeAll {
        $cmdlet = $_
        $declaration = $cmdlet.ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $true)
    }

    It 'asks -WhatIf and -Confirm, and nothing by itself' {
        $declaration.SupportsShouldProcess | Should -BeTrue
        $declaration.ConfirmImpact | Should -Be ($cmdlet.Verb -eq 'Clear' ? 'High' : 'Medium')
        $cmdlet.Parameters.Keys | Should -Contain 'WhatIf'
        $cmdlet.Parameters.Keys | Should -Contain 'Confirm'
    }

    It 'emits what came in where -PassThru asks for it' {
        if ($cmdlet.Verb -in 'Set', 'Remove', 'Disconnect', 'Clear', 'Unpublish', 'Stop', 'Rename', 'Move', 'Enable', 'Disable') { $cmdlet.Parameters.Keys | Should -Contain 'PassThru' }
        else { $cmdlet.Parameters.Keys | Should -Not -Contain 'PassThru' -Because 'it emits what it makes' }
    }

    It 'removes only what is piped as such' {
        if ($cmdlet.Verb -notin 'Remove', 'Clear') { return }
        $parameter = $cmdlet.Parameters.Values.Where{ $_.Attributes.ValueFromPipeline -contains $true }
        $parameter | Should -HaveCount 1
        $cmdlet.Parameters.Values.Where{ $_.Attributes.ValueFromPipelineByPropertyName -contains $true } |
            Should -BeNullOrEmpty -Because 'an endpoint piped to it would remove the network it names'
    }
}

Describe '<_.FullName>' -ForEach $types {
    BeforeAll { $type = $_ }

    It 'has a table, a list and a wide view' {
        (Get-FormatData -TypeName $type.FullName).FormatViewDefinition.Control.ForEach{ $_.GetType().Name } | Sort-Object |
            Should -BeExactly 'ListControl', 'TableControl', 'WideControl'
    }

    It 'cannot be changed' {
        foreach ($property in $type.GetProperties()) {
            $setter = $property.GetSetMethod()
            # An init-only setter serves the constructor.
            if ($setter) { $setter.ReturnParameter.GetRequiredCustomModifiers().Name | Should -Contain 'IsExternalInit' -Because $property.Name }
        }
    }

    It 'is called by its name' {
        $type.GetMethod('ToString', [type[]] @()).DeclaringType | Should -Be $type
    }

    It 'has an order' {
        if ($type -eq [CNet.CommandResult]) { return } # Results of commands have the order in which they came.
        $type.GetInterfaces().Name | Should -Contain 'IComparable`1'
    }
}
